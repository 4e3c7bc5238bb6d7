#!/bin/bash
# Writes the sum and the number of frames of each capture into MANIFEST.tsv; its other
# columns are written by hand. Needs capinfos (Debian's wireshark-common).
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
new=$(mktemp)
trap 'rm -f "$new"' EXIT
while IFS=$'\t' read -r file sum frames rest; do
	if [ -f "$here/$file" ]; then
		sum=$(sha256sum <"$here/$file" | cut -d' ' -f1)
		frames=$(capinfos -McTr "$here/$file" 2>/dev/null | cut -f2) || true # it fails on a file cut short, but counts
	fi
	printf '%s\t%s\t%s\t%s\n' "$file" "$sum" "$frames" "$rest"
done <"$here/MANIFEST.tsv" >"$new"
cat "$new" >"$here/MANIFEST.tsv"
