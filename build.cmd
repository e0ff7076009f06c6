@echo off
rem Finds the .NET SDK, chooses the engine, builds build\ and runs it. The exit code is the target's.
rem build.sh does the same elsewhere, and explains itself there.
setlocal
set "root=%~dp0"
set "temp_dir=%root%.nuke\temp"
set "nuke_version=10.1.0"
set "DOTNET_CLI_TELEMETRY_OPTOUT=1"
set "DOTNET_NOLOGO=1"
if not exist "%temp_dir%" mkdir "%temp_dir%"

set "dotnet=dotnet"
pushd "%root%"
"%dotnet%" --version >nul 2>nul || set "dotnet=%temp_dir%\dotnet\dotnet.exe"
"%dotnet%" --version >nul 2>nul && goto sdk_found
echo build.cmd: no .NET SDK suits global.json: installing one into .nuke\temp\dotnet 1>&2
powershell -NoProfile -ExecutionPolicy Bypass -Command "$ErrorActionPreference = 'Stop'; [Net.ServicePointManager]::SecurityProtocol = 'Tls12'; Invoke-WebRequest -UseBasicParsing -TimeoutSec 120 https://dot.net/v1/dotnet-install.ps1 -OutFile '%temp_dir%\dotnet-install.ps1'; & '%temp_dir%\dotnet-install.ps1' -JSonFile '%root%global.json' -InstallDir '%temp_dir%\dotnet' -NoPath" 1>&2
"%dotnet%" --version >nul 2>nul && goto sdk_found
echo build.cmd: the .NET SDK that global.json asks for is not here and could not be installed. 1>&2
echo   Install it by hand (https://dotnet.microsoft.com/download) and run build.cmd again. 1>&2
popd
exit /b 1

:sdk_found
set "packages=%NUGET_PACKAGES%"
if "%packages%"=="" set "packages=%USERPROFILE%\.nuget\packages"
set "engine=%COINPILOT_ENGINE%"
set "why=COINPILOT_ENGINE says so"
if not "%engine%"=="" goto engine_chosen
set "engine=offline"
set "why=Nuke.Common %nuke_version% is not in the packages folder; dotnet restore build\_build.csproj fetches it"
if exist "%packages%\nuke.common\%nuke_version%\nuke.common.nuspec" (
  set "engine=nuke"
  set "why=Nuke.Common %nuke_version% is in the packages folder"
)

:engine_chosen
if "%engine%"=="nuke" (
  set "project=build\_build.csproj"
  set "output=build\bin\Debug"
  set "program=_build.dll"
) else if "%engine%"=="offline" (
  set "project=build\offline-engine\_build.offline.csproj"
  set "output=build\offline-engine\bin\Debug\net10.0"
  set "program=_build.offline.dll"
) else (
  echo build.cmd: COINPILOT_ENGINE is '%engine%': it takes nuke or offline 1>&2
  popd
  exit /b 2
)
"%dotnet%" build "%project%" --verbosity quiet --nologo >"%temp_dir%\engine-build.log" 2>&1
if errorlevel 1 (
  type "%temp_dir%\engine-build.log" 1>&2
  echo build.cmd: %project% does not compile: its messages are above 1>&2
  popd
  exit /b 1
)
rem A copy, so that a build does not overwrite the running program.
set "copy=%temp_dir%\engine\%engine%-%RANDOM%%RANDOM%"
robocopy "%output%" "%copy%" /E /NFL /NDL /NJH /NJS /NP >nul
popd
echo build.cmd: %engine% engine: %why% 1>&2
"%dotnet%" "%copy%\%program%" %*
set "status=%ERRORLEVEL%"
rmdir /s /q "%copy%" 2>nul
exit /b %status%
