# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for bash. tests/cli/usage.bats holds it against --help.
# shellcheck shell=bash

_flashplan_options() {
	case $1 in
	check) echo --strict --json ;;
	show) echo --json ;;
	layout) echo --from --size --table --spans --output ;;
	convert) echo --from --to --size --table --spans --output ;;
	image) echo --output --include --file --all --include-dir --per-device --manifest --depfile ;;
	programmers) echo --json ;;
	probe) echo --programmer --chip --timeout --json ;;
	write) echo --programmer --chip --timeout --include --file --all --include-dir --per-device \
		--dry-run --backup --no-backup --json ;;
	verify) echo --programmer --chip --timeout --include --file --all --include-dir --per-device --json ;;
	esac
	echo --verbose --help --version
}

_flashplan() {
	local cur=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}

	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		mapfile -t COMPREPLY < <(compgen -W 'check show layout convert image programmers probe write verify
			--help --version' -- "$cur")
	elif [[ $cur == -* ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(_flashplan_options "$command")" -- "$cur")
	else
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
}

complete -o filenames -F _flashplan flashplan
