#!/usr/bin/env bash
# What `make test-desk` needs besides Python: from the distribution where we may install, from npm into the checkout.
# What cannot be had is left out; the tests that need it say so.
set -u
cd "$(dirname "$0")/.."
wanted=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || wanted+=(chromium)
command -v tmux >/dev/null || wanted+=(tmux)
command -v pdftoppm >/dev/null || wanted+=(poppler-utils)
fc-list 2>/dev/null | grep -qi 'noto sans cjk' || wanted+=(fonts-noto-cjk)
for each in zsh fish man:man-db desktop-file-validate:desktop-file-utils; do
	command -v "${each%%:*}" >/dev/null || wanted+=("${each##*:}")
done
command -v npm >/dev/null || wanted+=(npm)
if [ ${#wanted[@]} -gt 0 ]; then
	if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
		apt-get update -qq >/dev/null 2>&1
		DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${wanted[@]}" >/dev/null 2>&1 ||
			echo "desk: could not install ${wanted[*]}"
	else
		echo "desk: missing ${wanted[*]}; install them with your package manager"
	fi
fi
if command -v npm >/dev/null && [ ! -x .work/desk/node_modules/.bin/markdownlint ]; then
	mkdir -p .work/desk
	npm install --silent --no-save --no-package-lock --prefix .work/desk \
		html-validate@9 axe-core@4.14 playwright-core@1.65 markdownlint-cli@0.44 >/dev/null 2>&1 || echo "desk: npm could not install the page checkers"
fi
exit 0
