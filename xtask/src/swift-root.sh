#!/bin/sh
# Runs a program in a root of its own: swift-root.sh ROOT FOLDER… -- PROGRAM ARGUMENT…
#
# Each FOLDER is seen there under its own path. The mounts belong to this process alone (its own
# mount namespace), so they are gone when it ends, however it ends.
set -eu
if [ "${KEYBEARER_IN_NAMESPACE:-}" != yes ]; then
    KEYBEARER_IN_NAMESPACE=yes exec unshare --mount --propagation private sh "$0" "$@"
fi
unset KEYBEARER_IN_NAMESPACE
root=$1
shift
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
while [ "$1" != -- ]; do
    mkdir -p "$root$1"
    mount --rbind "$1" "$root$1"
    shift
done
shift
exec chroot "$root" "$@"
