# SPDX-License-Identifier: GPL-2.0-or-later
# Completion for bash. Commands, options and layouts are asked of flashplan itself.
# shellcheck shell=bash

_flashplan() {
	local cur=${COMP_WORDS[COMP_CWORD]} words

	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		words=$(flashplan --help | sed -n 's/^  \([a-z]*\) .*/\1/p')
	elif [ "$COMP_CWORD" = 2 ] && [[ " env field script " == *" ${COMP_WORDS[1]} "* ]]; then
		words=$(flashplan "${COMP_WORDS[1]}" --help | sed -n '1s/.* \([a-z|]*|[a-z]*\) .*/\1/p' | tr '|' ' ')
	elif [[ $cur == -* ]]; then
		words=$(flashplan "${COMP_WORDS[1]}" --help | grep -o -- '--[a-z-]*')
	else
		words=$(flashplan layouts --json 2>/dev/null | sed -n 's/.*"layout": "\(.*\)".*/\1/p')
		mapfile -t COMPREPLY < <(compgen -f -- "$cur")
	fi
	mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -W "$words" -- "$cur")
}

complete -o filenames -F _flashplan flashplan
