# shellcheck shell=sh  # objects: shipped content by its digest, where no other user of the host reads that

# Everybody may read in /proc where a container's mounts come from: content lies under a name that says nothing, and its
# digest is a link to it, which a mount does not show.
put_object() { # FOLDER DIGEST
  if command -v perl >/dev/null; then
    mkdir -p "$base/store"
    place=$(mktemp -d "$base/store/XXXXXXXX")
    mv -T "$1" "$place"
    sync "$base/store"
    printf '%s\n' "../store/${place##*/}" "$base/objects/$2" |
      perl -e 'chomp(my ($place, $name) = <STDIN>); unlink $name; symlink $place, $name or die "$name: $!\n"'
  else
    mv -T "$1" "$base/objects/$2"
  fi
}

# What an older program put there goes the same way. A container that runs keeps its mount, and /proc shows the new name of
# it. A crash before the exchange leaves a link to itself in store, which prune removes as whatever no object leads to.
hide_objects() { # of look_for_old_objects; under stage_lock
  if [ -z "$old_objects" ] || ! command -v perl >/dev/null; then return 0; fi
  look_at_machine
  case $machine in amd64) renameat2=316 ;; arm64) renameat2=276 ;; *) return 0 ;; esac
  {
    mkdir -p "$base/store" && printf %s "$old_objects" | perl -e '
      my ($renameat2, $store) = @ARGV;
      while (my $object = <STDIN>) {
        chomp $object;
        my $name = sprintf "%08x", rand 2 ** 32;
        my $place = "$store/$name";
        symlink "../store/$name", $place or die "$place: $!\n";
        next if syscall(0 + $renameat2, -100, $object, -100, $place, 2) == 0; # exchanges them
        my $why = $!;
        unlink $place;
        die "$place: $why\n";
      }' "$renameat2" "$base/store" && sync "$base/store" "$base/objects"
  } || emit warning "other users of this host may read in /proc the digests of what an older program has shipped: it could not be moved to $base/store"
}

look_for_old_objects() { # sets old_objects, a line each
  old_objects=''
  set +f
  for object in "$base"/objects/*; do
    if [ -d "$object" ] && [ ! -L "$object" ]; then old_objects=$old_objects$object$newline; fi
  done
  set -f
}
