#!/bin/sh
# Installs the vapihook binary for the current user. Never needs root.
#
#   sh install.sh [--version X.Y.Z] [--dir DIR]
#
# It downloads vapihook-VERSION-TARGET.tar.gz and its .sha256, verifies the one with the other,
# starts the new binary once, and only then moves it into place. On any failure the directory is
# as it was before. Everything happens in main, called on the last line, so that a download of
# this file that was cut short does nothing.

VERSION='0.1.0'
DEFAULT_BASE_URL='https://github.com/vapihook/vapihook/releases/download'

usage() {
    cat <<USAGE
Installs vapihook for the current user. Never needs root.

Usage: sh install.sh [--version X.Y.Z] [--dir DIR]

Options:
  --version X.Y.Z  the version to install (default: $VERSION)
  --dir DIR        where to put the binary (default: ~/.local/bin)
  -h, --help       print this help

Environment:
  VAPIHOOK_INSTALL_DIR       the same as --dir
  VAPIHOOK_INSTALL_BASE_URL  the URL of the folder that holds the archives and their .sha256
                             (default: $DEFAULT_BASE_URL/vVERSION)

Needs curl or wget, tar with gzip, and sha256sum, shasum or openssl.
USAGE
}

say() {
    printf '%s\n' "$*"
}

# fail MESSAGE [HINT]
fail() {
    printf 'error: %s\n' "$1" >&2
    [ -z "${2:-}" ] || printf 'hint: %s\n' "$2" >&2
    exit 1
}

fail_usage() {
    printf 'error: %s\nhint: sh install.sh --help\n' "$1" >&2
    exit 2
}

has() {
    command -v "$1" >/dev/null 2>&1
}

cleanup() {
    [ -z "$work" ] || rm -rf "$work"
    [ -z "$staged" ] || rm -f "$staged"
}

# Prints the target triple of this machine.
target() {
    os=$(uname -s)
    arch=$(uname -m)
    case $os in
        Linux) suffix=unknown-linux-gnu ;;
        Darwin) suffix=apple-darwin ;;
        *) suffix= ;;
    esac
    case $arch in
        x86_64 | amd64) cpu=x86_64 ;;
        aarch64 | arm64) cpu=aarch64 ;;
        *) cpu= ;;
    esac
    if [ -z "$suffix" ] || [ -z "$cpu" ]; then
        fail "there is no prebuilt vapihook for $os $arch" \
            'build it from the source with a Rust toolchain: cargo install --path .'
    fi
    say "$cpu-$suffix"
}

# download URL FILE
download() {
    if has curl; then
        case $1 in
            # No redirect may leave https.
            https://*) curl -fsSL --proto '=https' --connect-timeout 20 --retry 2 -o "$2" "$1" ;;
            *) curl -fsSL --connect-timeout 20 --retry 2 -o "$2" "$1" ;;
        esac
    elif has wget; then
        wget -q -O "$2" "$1"
    else
        fail 'neither curl nor wget is installed' 'install one of them and run this again'
    fi
}

# Prints the SHA-256 of FILE in hex.
sha256() {
    if has sha256sum; then
        sum=$(sha256sum <"$1")
    elif has shasum; then
        sum=$(shasum -a 256 <"$1")
    elif has openssl; then
        # "SHA2-256(stdin)= HEX", or only the HEX.
        sum=$(openssl dgst -sha256 <"$1")
        sum=${sum##* }
    else
        fail 'cannot verify the download: sha256sum, shasum and openssl are all missing' \
            'install one of them and run this again'
    fi
    say "${sum%% *}"
}

# Prints what a .sha256 file says: the first word of its first line, in lower case.
expected_sha256() {
    word=
    read -r word _ <"$1" || :
    word=$(printf '%s' "$word" | tr -d '\r' | tr 'A-F' 'a-f')
    case $word in
        *[!0-9a-f]*) return 1 ;;
    esac
    [ "${#word}" -eq 64 ] || return 1
    say "$word"
}

# What to do next: on PATH or not, shadowed by another vapihook or not.
next_steps() {
    case ":${PATH:-}:" in
        *":$dir:"*) ;;
        *)
            say ''
            say "$dir is not on your PATH. Add this line to your shell's start-up file:"
            say "    export PATH=\"$dir:\$PATH\""
            say ''
            say "Next: \"$dir/vapihook\" demo"
            return
            ;;
    esac
    first=$(command -v vapihook || :)
    if [ "$first" != "$dir/vapihook" ]; then
        say "Note: $first stands earlier on your PATH and hides $dir/vapihook"
    fi
    say 'Next: vapihook demo'
}

main() {
    set -eu
    unset CDPATH

    version=$VERSION
    dir=${VAPIHOOK_INSTALL_DIR:-}
    while [ $# -gt 0 ]; do
        case $1 in
            --version | --dir)
                [ -n "${2:-}" ] || fail_usage "$1 needs a value"
                if [ "$1" = --version ]; then version=${2#v}; else dir=$2; fi
                shift 2
                ;;
            --version=?*)
                version=${1#*=}
                version=${version#v}
                shift
                ;;
            --dir=?*)
                dir=${1#*=}
                shift
                ;;
            -h | --help)
                usage
                return
                ;;
            *) fail_usage "unknown argument '$1'" ;;
        esac
    done
    case $version in
        [0-9]*) ;;
        *) fail_usage "'$version' is not a version, as in $VERSION" ;;
    esac
    case $version in
        *[!0-9A-Za-z.+-]*) fail_usage "'$version' is not a version, as in $VERSION" ;;
    esac
    if [ -z "$dir" ]; then
        [ -n "${HOME:-}" ] || fail 'HOME is not set' 'say where to install: --dir DIR'
        dir=$HOME/.local/bin
    fi
    case $dir in
        /*) ;;
        *) dir=$PWD/$dir ;;
    esac

    triple=$(target)
    base=${VAPIHOOK_INSTALL_BASE_URL:-$DEFAULT_BASE_URL/v$version}
    base=${base%/}
    archive=vapihook-$version-$triple.tar.gz
    has tar || fail 'tar is not installed' 'install it and run this again'

    work=
    staged=
    trap cleanup EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    work=$(mktemp -d "${TMPDIR:-/tmp}/vapihook-install.XXXXXX") ||
        fail 'cannot create a temporary directory' 'set TMPDIR to a directory you can write to'

    say "Downloading $base/$archive"
    download "$base/$archive" "$work/$archive" ||
        fail "could not download $base/$archive" \
            'check the network, --version and VAPIHOOK_INSTALL_BASE_URL'
    download "$base/$archive.sha256" "$work/sha256" ||
        fail "could not download the checksum $base/$archive.sha256; nothing was installed" \
            'an archive is never installed unverified; try again, or another --version'
    expected=$(expected_sha256 "$work/sha256") ||
        fail "$base/$archive.sha256 holds no SHA-256; nothing was installed"
    actual=$(sha256 "$work/$archive")
    [ "$actual" = "$expected" ] ||
        fail "wrong checksum for $archive: expected $expected, got $actual; nothing was installed" \
            'the download was damaged or tampered with: try again, and report it if it stays so'

    mkdir "$work/unpacked"
    tar -xzf "$work/$archive" -C "$work/unpacked" || fail "cannot unpack $archive"
    unpacked=$work/unpacked/vapihook
    if [ ! -f "$unpacked" ] || [ -L "$unpacked" ]; then
        fail "$archive holds no vapihook binary; nothing was installed"
    fi

    elsewhere='choose a directory you can write to: --dir DIR'
    mkdir -p "$dir" || fail "cannot create $dir" "$elsewhere"
    [ ! -d "$dir/vapihook" ] || fail "$dir/vapihook is a directory" "$elsewhere"
    # Staged beside its place: a move within one file system is atomic.
    staged=$(mktemp "$dir/.vapihook.XXXXXX") || fail "cannot write to $dir" "$elsewhere"
    cp "$unpacked" "$staged" || fail "cannot write to $dir" "$elsewhere"
    chmod 755 "$staged"
    installed=$("$staged" --version) ||
        fail "this vapihook does not run on this machine; nothing was installed" \
            'build it from the source with a Rust toolchain: cargo install --path .'
    mv -f "$staged" "$dir/vapihook" || fail "cannot replace $dir/vapihook" "$elsewhere"
    staged=

    say "Installed $installed to $dir/vapihook"
    next_steps
}

# In braces, so that this line too does nothing unless all of it arrived.
{ main "$@"; }
