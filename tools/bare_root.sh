#!/usr/bin/env bash
# Walks the README in a bare Debian: as a user without compiler and libyaml, with nothing but Python.
#
#     sudo tools/bare_root.sh ROOT [bookworm|trixie] [PYTHON]
#
# ROOT is made by debootstrap where it is not there: bookworm has Python 3.11, trixie 3.13. Needs
# what `make release` made in dist/, and this project's environment. Prints the size of what is
# installed, and whether each sample gives the JSON that it gives here, but for the engine's name.
set -euo pipefail
root=$1 suite=${2:-bookworm}
here=$(cd "$(dirname "$0")/.." && pwd)
python=$here/.venv/bin/python

[ -x "$root/usr/bin/python3" ] || debootstrap --variant=minbase \
  --include=python3,python3-venv,ca-certificates "$suite" "$root" >/dev/null
mountpoint -q "$root/proc" || mount -t proc proc "$root/proc"
inside() { chroot "$root" su user -c "cd && $1"; }
chroot "$root" id user >/dev/null 2>&1 || chroot "$root" useradd --create-home user
if chroot "$root" sh -c 'command -v cc gcc make || ls /usr/lib/*/libyaml*' 2>/dev/null; then
  echo "expected a root without compiler and libyaml"; exit 1
fi

version=$(chroot "$root" python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
echo "== Python $version"
share=$root/home/user/share
rm -rf "$share" && mkdir -p "$share/wheels"
cp "$here"/dist/certtrail-*.whl "$here/requirements/no-compiler.txt" "$share"
cp -r "$here/samples" "$share/samples"
# What an index would give, for that Python: PYTHON is one of its version, with pip.
"${3:-$python}" -m pip wheel --quiet --no-deps --wheel-dir "$share/wheels" \
  --requirement "$here/requirements/no-compiler.txt"
chroot "$root" chown -R user /home/user

echo "== installed as docs/setup.md says for a computer without compiler"
inside "rm -rf ct && python3 -m venv ct"
inside "ct/bin/pip install --quiet --no-index --find-links share/wheels --no-deps \
  --requirement share/no-compiler.txt share/certtrail-*.whl"
inside "ct/bin/pip check" || true
inside "du -sm ct/lib | cut -f1" | sed 's/$/ MB with pip and bytecode/'

echo "== one word"
inside "ct/bin/certtrail" | head -3
inside "ct/bin/certtrail share/samples/classic-loss" | head -5 || true
inside "ls share/samples/*certtrail.html"

echo "== samples"
failed=0
for sample in "$here"/samples/*/; do
  name=$(basename "$sample")
  find "$sample" -name '*.evtx' | grep -q . || continue
  inside "ct/bin/certtrail diagnose share/samples/$name --engine plain --format json" \
    > "$share/there.json" 2>/dev/null || true
  (cd "$here" && .venv/bin/certtrail diagnose "samples/$name" --engine plain --format json) \
    > "$share/here.json" 2>/dev/null || true
  if cmp -s "$share/there.json" "$share/here.json"; then echo "same  $name"
  else echo "DIFF  $name"; failed=1; fi
done
umount "$root/proc"
exit $failed
