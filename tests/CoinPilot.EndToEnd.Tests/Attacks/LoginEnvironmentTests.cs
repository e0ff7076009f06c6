using CliWrap;
using CliWrap.Buffered;
using CoinPilot.Harness;
using CoinPilot.Lab;
using Xunit;

namespace CoinPilot.Attacks;

/// <summary>Variables that a login, sudo or systemd hands to every program of the host, and the context that somebody has chosen for docker: none of them has a say in what is deployed.</summary>
public sealed class LoginEnvironmentTests(LabFixture fixture)
{
    [Fact]
    public async Task What_the_env_file_says_is_staged_started_and_shown_whatever_the_surroundings_are()
    {
        await using var host = await fixture.NewHostAsync(new() { Images = LabImages.Tiny });
        using TinyStack stack = new("calm");
        using Deployer deployer = new(host, stack);
        HostProbe probe = new(host, stack);
        stack.Services.Remove(stack.Web);
        stack.Other.Image = "lab/tiny:${TAG}";
        stack.Other.Extra.Add("environment: { TAG: \"${TAG}\", HOME_OF: \"home=${HOME:-}\", PASSED: }");
        stack.Save();
        await probe.OutputOfAsync("""
            install -d -m 700 /etc/coinpilot/calm && printf 'TAG=1\nPASSED=1\n' | install -m 600 /dev/stdin /etc/coinpilot/calm/.env
            printf '%s\n' TAG=2 PASSED=2 DOCKER_HOST=tcp://127.0.0.1:9 DOCKER_CONTEXT=nowhere COMPOSE_PROFILES=extra COMPOSE_FILE=/none.yml BUILDKIT_HOST=tcp://127.0.0.1:9 DOCKER_CONFIG=/none >/etc/environment
            for home in /root /home/deploy; do
              for file in .profile .bashrc .bash_profile; do printf 'export TAG=2 DOCKER_HOST=tcp://127.0.0.1:9\n' >$home/$file; done
              mkdir -p $home/.ssh && printf 'TAG=2\nDOCKER_HOST=tcp://127.0.0.1:9\n' >$home/.ssh/environment
            done
            chown deploy /home/deploy/.[bp]* /home/deploy/.ssh/environment
            mkdir -p /root/.docker && echo '{ "currentContext": "nowhere" }' >/root/.docker/config.json
            echo PermitUserEnvironment yes >/etc/ssh/sshd_config.d/environment.conf
            echo 'Defaults !env_reset' >/etc/sudoers.d/environment
            mkdir -p /etc/systemd/system.conf.d && printf '[Manager]\nDefaultEnvironment=TAG=2 PASSED=2 COMPOSE_PROFILES=extra DOCKER_DEFAULT_PLATFORM=linux/s390x\n' >/etc/systemd/system.conf.d/tag.conf
            systemctl daemon-reexec && systemctl set-environment TAG=2 PASSED=2 && systemctl restart ssh
            """);
        Assert.Contains("TAG=2", await OfAnyClientAsync(host.Lab, "env"), StringComparison.Ordinal);
        var one = await ImageAsync("1");
        var user = host.Lab.User;

        foreach (var login in (string[])[user, "root"])
        {
            var arguments = new[] { "--ssh-user", login };
            (await deployer.RunAsync("PlanDeployment", arguments)).Ended(login == user ? 10 : 0);
            (await deployer.DeployAsync(arguments)).Said(login == user ? "DEPLOYED" : "UNCHANGED");
            await SeenAsync();
            (await deployer.RunAsync("Status", arguments)).Ended(0).DidNotSay("by others");
            (await deployer.RunAsync("StartRehearsal", arguments)).Ended(0);
        }

        // By hand, and by systemd: at a boot, and by the unit's own lines.
        Assert.Contains("everything is as released", await probe.OutputOfAsync("TAG=2 DOCKER_HOST=tcp://127.0.0.1:9 coinpilot status --app calm"), StringComparison.Ordinal);
        await CleanAsync($"docker rm -f calm-other && systemctl restart {stack.UnitName}; sleep 5");
        await SeenAsync();

        // What the env file itself takes from there the unit would get, and the deployment not.
        foreach (var name in (string[])["BASEPW", "DOCKER_DEFAULT_PLATFORM"])
        {
            await CleanAsync($"systemctl set-environment BASEPW=theirs; printf 'TAG=1\\nPASSED=1\\nSUFFIX=${{{name}}}-x\\n' >/etc/coinpilot/calm/.env");
            (await deployer.RunAsync("DeployUnit")).Ended(2, $"/etc/coinpilot/calm/.env uses ${name}", $"systemctl unset-environment {name}");
        }

        await CleanAsync("printf 'TAG=1\\nPASSED=1\\n' >/etc/coinpilot/calm/.env");

        // Values that others can read or write: said before a deployment and afterwards.
        await probe.OutputOfAsync("chmod 644 /etc/coinpilot/calm/.env");
        (await deployer.RunAsync("Status")).Ended(0, "/etc/coinpilot/calm/.env can be read by others", "chmod 600");
        await probe.OutputOfAsync("chmod 777 /etc/coinpilot/calm; chmod 600 /etc/coinpilot/calm/.env");
        (await deployer.RunAsync("PlanDeployment")).Ended(0, "/etc/coinpilot/calm can be written by others", "chmod 700");

        async Task SeenAsync()
        {
            Assert.Equal(one, await CleanAsync("docker inspect -f '{{.Image}}' calm-other"));
            Assert.Equal(one, await CleanAsync($"docker image inspect -f '{{{{.Id}}}}' coinpilot/calm/other:{await probe.CurrentAsync()}"));
            Assert.Equal("1 home= 1", await CleanAsync("docker exec calm-other sh -c 'echo $TAG $HOME_OF $PASSED'"));
        }

        // The product's own client leaves the login's environment behind.
        static async Task<string> OfAnyClientAsync(LabHost lab, string command) => (await Cli.Wrap("ssh")
            .WithArguments(["-i", lab.KeyFile, "-p", $"{lab.Port}", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", $"{lab.User}@{lab.Address}", command])
            .ExecuteBufferedAsync(TestContext.Current.CancellationToken)).StandardOutput;

        Task<string> ImageAsync(string tag) => CleanAsync($"docker image inspect -f '{{{{.Id}}}}' lab/tiny:{tag}");

        Task<string> CleanAsync(string shell) => probe.OutputOfAsync($"unset DOCKER_HOST DOCKER_CONFIG; export DOCKER_CONTEXT=default; {shell}");
    }
}
