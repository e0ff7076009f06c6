# shellcheck shell=sh  # the images of a release: pulled, built, tagged

stage_images() { # every service's image, tagged for the release
  mkdir "$work/log"
  plan_images
  [ -z "$pulls$builds" ] || need_verified_unit # nobody waits for images first, to hear then that the unit is wrong
  jobs='' missing='' beats=0
  for reference in $pulls; do
    timeout -k 10 "$r_pull_timeout" docker pull -- "$reference" >"$(log_of "$reference")" 2>&1 &
    jobs="$jobs $!:$reference"
  done
  if [ -n "$builds" ]; then
    # shellcheck disable=SC2086 # services are words
    compose "$r_build_timeout" "$r_compose_files:$r_build_file" build -- $builds >"$(log_of build)" 2>&1 &
    jobs="$jobs $!:build"
  fi
  [ -z "$jobs" ] || say "pulling:${pulls:- nothing}; building:${builds:- nothing}"
  while [ -n "$jobs" ]; do
    sleep 0.1
    beats=$((beats + 1))
    [ $((beats % 20)) != 0 ] || emit beat "$(date +%s)" # a client that is gone ends us here
    [ $((beats % 100)) != 0 ] || say "still waiting for$(for j in $jobs; do printf ' %s' "${j#*:}"; done)"
    left='' finished=''
    for j in $jobs; do
      if kill -0 "${j%%:*}" 2>/dev/null; then left="$left $j"; else finished="$finished $j"; fi
    done
    jobs=$left
    for j in $finished; do
      code=0
      wait "${j%%:*}" || code=$?
      image_arrived "${j#*:}" "$code"
    done
  done
  [ -z "$pulls" ] || remove "$base/stage.tags" # the names are back
  [ -z "$missing" ] || fail 1 "no image for:$missing" "check the name and the registry, or load the image on the host (docker load)"
  tag_the_rest
}

plan_images() { # sets pulls (references), builds (services); notes what the pulled names mean now
  pulls='' builds='' built_references=''
  name_tags "$reuse" "$based_on"
  # shellcheck disable=SC2086 # tags are words
  look_up_images $tags
  kept=$image_list
  for pair in $r_images; do
    if listed "${pair%%=*}" "$r_built"; then
      built_references="$built_references ${pair#*=}"
      reusable "${pair%%=*}" || builds="$builds ${pair%%=*}"
    fi
  done
  for pair in $r_images; do
    if listed "${pair%%=*}" "$r_built $r_never_pull" || listed "${pair#*=}" "$built_references $pulls" || reusable "${pair%%=*}"; then continue; fi
    pulls="$pulls ${pair#*=}"
  done
  # shellcheck disable=SC2086 # references are words
  look_up_images $pulls
  [ -z "$pulls" ] || note_names
}

reusable() { # SERVICE
  listed "$1" "$reuse" || return
  name_tag "$1" "$based_on"
  id_in "$kept" "$tag"
  [ "$found_id" != - ]
}

image_arrived() { # REFERENCE-or-build EXIT-CODE
  reason=$(grep -v '^$' "$(log_of "$1")" | tail -n 1 | masked "$r_env_file" | tr '\t' ' ' || :)
  case $2 in 124 | 137) reason='no answer in time' ;; esac
  if [ "$1" = build ]; then
    [ "$2" = 0 ] || fail 1 "the build of$builds failed: $(tail -n 12 "$(log_of build)" | masked "$r_env_file" | tr '\n\t' '  ')" \
      "correct the Dockerfile, or look at the network of the host"
    say "built$builds"
    tagged="$tagged $builds"
    return
  fi
  look_up_note "$1"
  if [ "$2" = 0 ]; then
    say "pulled $1"
    look_at_pulled "$1"
  elif [ "$was" != - ]; then
    emit warning "$1 could not be refreshed ($reason): the image that is on the host is used"
    found=$was
  else
    missing="$missing $1 ($reason)"
    return
  fi
  for pair in $r_images; do
    [ "${pair#*=}" = "$1" ] || continue
    name_tag "${pair%%=*}" "$release"
    dk tag "$found" "$tag"
    tagged="$tagged ${pair%%=*}"
  done
  [ "$2" != 0 ] || name_after_pull "$1" "$found"
}

look_at_pulled() { # REFERENCE: sets found: its image, by the digest that docker said: the name may mean another one already
  digest=$(sed -n 's/^Digest: //p' "$(log_of "$1")") repository=$1 found=-
  case ${1##*/} in *@*) digest='' ;; *:*) repository=${1%:*} ;; esac
  [ -z "$digest" ] || found=$(image_id "$repository@$digest")
  [ "$found" != - ] || found=$(image_id "$1")
}

log_of() { printf '%s/log/%s' "$work" "$(printf %s "$1" | tr '/:@' '___')"; }

tag_ahead() { # what needs no pull and no build is tagged while the checks still run; a stage that fails takes it back
  for pair in $r_images; do
    if listed "${pair%%=*}" "$r_never_pull" && ! listed "${pair%%=*}" "$r_built $reuse"; then
      name_tag "${pair%%=*}" "$release"
      dk tag "${pair#*=}" "$tag" &
      tagging="$tagging $!:$pair" tagged="$tagged ${pair%%=*}"
    fi
  done
}

tag_the_rest() { # what was neither pulled nor built: reused, local, or another service's build
  for pair in $r_images; do
    service=${pair%%=*} reference=${pair#*=}
    ! listed "$service" "$tagged" || continue
    source=$reference
    if reusable "$service"; then
      source=$tag # of the release before, which reusable has named
    elif listed "$reference" "$built_references"; then
      for other in $r_images; do
        if [ "${other#*=}" = "$reference" ] && listed "${other%%=*}" "$r_built"; then
          reusable "${other%%=*}" || name_tag "${other%%=*}" "$release"
          source=$tag
        fi
      done
    fi
    name_tag "$service" "$release"
    dk tag "$source" "$tag" &
    tagging="$tagging $!:$pair"
  done
  for job_pair in $tagging; do wait "${job_pair%%:*}" || not_here "${job_pair#*:}"; done
}

not_here() { # SERVICE=REFERENCE
  fail 2 "the image ${1#*=} of the service ${1%%=*} is not on this host and is never pulled" "build it or load it on the host first (docker load)"
}

look_at_images() { # sets found: architecture, id and registry digests, a line for each of the release's images
  name_tags "$r_images" "$release"
  # shellcheck disable=SC2086 # tags are words
  found=$(dk image inspect -f '{{.Architecture}} {{.Id}}{{range .RepoDigests}} {{.}}{{end}}' $tags)
}

report_images() { # what look_at_images has found
  for pair in $r_images; do
    service=${pair%%=*} reference=${pair#*=}
    facts=${found%%"$newline"*} found=${found#*"$newline"} facts=${facts#* }
    digest=- repository=${reference%%@*}
    case ${repository##*/} in *:*) repository=${repository%:*} ;; esac
    for candidate in ${facts#* }; do
      case $candidate in "$repository"@*) digest=$candidate ;; esac
    done
    emit image "$service $reference ${facts%% *} $digest"
  done
}

untag_release() { # RELEASE; what a container still uses stays
  tags=$(own_tags "$1")
  # shellcheck disable=SC2086 # tags are words
  [ -z "$tags" ] || dk rmi $tags >/dev/null 2>&1 || :
}
