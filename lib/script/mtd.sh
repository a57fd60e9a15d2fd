# SPDX-License-Identifier: GPL-2.0-or-later
# shellcheck shell=sh
# What every script of `flashplan script mtd` consists of, but for its steps(), which calls these for each phase (check, save,
# compare, write): file, partition, piece, fill. For any POSIX shell with busybox's tools. Statuses: 2 usage; 3 refused, nothing
# was written; 5 something was erased or written, and is not proven.
set -u
umask 077
LC_ALL=C
export LC_ALL
root=${FLASHPLAN_ROOT:-} # another tree than /, for tests
has_boot=
is_check=
differs=
status=3

stop() { # SENTENCE: the first trouble ends it
	echo "$1" >&2
	if [ "$status" = 5 ]; then
		echo "Do not switch off. Run this script again; what was there before is in $save." >&2
	else
		echo "Nothing was written." >&2
	fi
	exit "$status"
}

has() { command -v "$1" >/dev/null 2>&1; }

# The first of what this device can compute; empty: none.
find_sum() {
	for sum in sha256sum md5sum; do
		! has "$sum" || return 0
	done
	sum=
}

sum_of() { "$sum" <"$1" | cut -d ' ' -f 1; } # FILE

is_same() { # FILE DEVICE
	if has cmp; then
		cmp -s "$1" "$2"
	else
		[ "$(sum_of "$1")" = "$(sum_of "$2")" ]
	fi
}

size_of() { # FILE
	wc -c <"$1" | tr -d ' '
}

# is_sum FILE SHA256 MD5
is_sum() {
	case $sum in
	sha256sum) [ "$(sum_of "$1")" = "$2" ] ;;
	*) [ "$(sum_of "$1")" = "$3" ] ;;
	esac
}

# find_mtd NAME: its number, size and erase size, from /proc/mtd, where names stand in quotes.
find_mtd() {
	found=
	while read -r dev size erase name; do
		[ "$name" = "\"$1\"" ] || continue
		[ ! "$found" ] || stop "This device has two MTDs with the name $1: which one is meant cannot be told."
		found=${dev%:}
		found=${found#mtd}
		mtd_size=$((0x$size))
		mtd_erase=$((0x$erase))
	done <"$root/proc/mtd"
	[ "$found" ] || stop "This device has no MTD with the name $1; /proc/mtd lists those that it has. Is it another device?"
	mtd=$root/dev/mtd$found
	[ -e "$mtd" ] || mtd=$root/dev/mtd/$found
}

# The number of the MTD that is the root file system, where mounts just says /dev/root.
root_mtd() {
	read -r line <"$root/proc/cmdline" || return 0
	for word in $line; do
		case $word in
		root=/dev/mtdblock*) echo "${word#root=/dev/mtdblock}" ;;
		root=mtdblock*) echo "${word#root=mtdblock}" ;;
		root=31:*) echo "${word#root=31:}" ;;
		root=1f[0-9a-f][0-9a-f]) echo $((0x${word#root=1f})) ;;
		root=mtd:*) sed -n "s/^mtd\\([0-9]*\\):.* \"${word#root=mtd:}\"\$/\\1/p" "$root/proc/mtd" ;;
		esac
	done 2>/dev/null
}

# mounted_on NUMBER NAME: where it is mounted.
mounted_on() {
	while read -r device place rest; do
		case $device in
		"/dev/mtdblock$1" | "/dev/mtdblock/$1" | "/dev/mtd$1" | "mtd$1" | "mtd:$2") echo "$place" ;;
		/dev/root) [ "$(root_mtd)" != "$1" ] || echo "$place" ;;
		esac
	done <"$root/proc/mounts"
}

# refuse_use NUMBER NAME: an MTD that is in use, itself or by one inside of it.
refuse_use() {
	place=$(mounted_on "$1" "$2")
	[ ! "$place" ] || stop "$2 (mtd$1) is mounted on $(echo "$place" | head -n 1): unmount it first, or its file system writes too."
	for ubi in "$root"/sys/class/ubi/ubi*/mtd_num; do
		[ ! -e "$ubi" ] || [ "$(cat "$ubi")" != "$1" ] || stop "$2 (mtd$1) is attached to UBI: detach it first."
	done
	for inner in "$root"/sys/class/mtd/mtd*; do
		case $(readlink -f "$inner") in
		*"/mtd$1/"*)
			inner_number=${inner##*/mtd}
			case $inner_number in
			*[!0-9]*) continue ;;
			esac
			place=$(mounted_on "$inner_number" "$(cat "$inner/name")")
			[ ! "$place" ] || stop "mtd$inner_number inside of $2 is mounted on $place: unmount it first."
			;;
		esac
	done
}

check_partition() { # MTD SIZE IS-BOOT
	[ "$3" = no ] || [ "$has_boot" ] ||
		stop "$1 holds the boot loader: if power fails while it is written, the device is dead. If that is meant, add --boot."
	find_mtd "$1"
	[ "$mtd_size" = "$2" ] || stop "$1 (mtd$found) has $mtd_size bytes on this device, $2 in the plan. Is it another device?"
	if [ "$mtd_erase" = 0 ] || [ $((mtd_size % mtd_erase)) != 0 ]; then
		stop "$1 (mtd$found) is no multiple of the device's erase size of $mtd_erase bytes: its neighbour would be erased too."
	fi
	flags=$(cat "$root/sys/class/mtd/mtd$found/flags" 2>/dev/null)
	[ $((${flags:-0x400} & 0x400)) != 0 ] || stop "$1 (mtd$found) is read-only for this kernel."
	refuse_use "$found" "$1"
	[ -r "$mtd" ] || stop "$mtd cannot be read: run this as root."
	[ -w "$mtd" ] || stop "$mtd cannot be written: run this as root."
}

# What is there, read twice, and a file to be filled with what is wanted.
save_partition() { # NAME MTD SIZE COVER FILL
	find_mtd "$2"
	old=$save/$1.bin
	new=$save/$1.new
	cat "$mtd" >"$old" || stop "$1 cannot be read into $save: is there room?"
	[ "$(size_of "$old")" = "$3" ] || stop "$1 cannot be read into $save: is there room?"
	is_same "$old" "$mtd" || stop "$1 was read twice and differs: something writes to it."
	if [ "$4" = whole ]; then
		dd if=/dev/zero bs=1024 count=$(($3 / 1024)) 2>/dev/null | tr '\000' "$5" >"$new"
	else
		cat "$old" >"$new"
	fi
	[ "$(size_of "$new")" = "$3" ] || stop "There is no room for the new contents of $1 in $save."
}

# The last two empty where the plan does not give all of it.
compare_partition() { # NAME MTD SHA256 MD5
	find_mtd "$2"
	new=$save/$1.new
	[ ! "$3" ] || is_sum "$new" "$3" "$4" || stop "The new contents of $1 are not what they should be: is $save on a bad card?"
	is_same "$new" "$mtd" || differs=yes
}

erase() { # DEVICE
	if has flash_erase; then
		flash_erase -q "$1" 0 0
	elif has flash_eraseall; then
		flash_eraseall -q "$1"
	else
		mtd erase "$1"
	fi
}

write_partition() { # NAME MTD
	find_mtd "$2"
	new=$save/$1.new
	if is_same "$new" "$mtd"; then
		echo "$2 (mtd$found): already so"
		return
	fi
	status=5
	echo "$2 (mtd$found): erasing and writing, do not switch off"
	erase "$mtd" || stop "Erasing $2 (mtd$found) failed."
	dd if="$new" of="$mtd" bs="$mtd_erase" conv=notrunc 2>/dev/null || stop "Writing $2 (mtd$found) failed."
	is_same "$new" "$mtd" || stop "$2 (mtd$found) does not hold what was written: is the flash write-protected?"
	echo "$2 (mtd$found): written and read back"
}

# A source beside this script.
file() { # NAME SIZE SHA256 MD5
	[ "$phase" = check ] || return 0
	[ -f "$dir/$1" ] || stop "The file $1 is not beside this script."
	[ "$(size_of "$dir/$1")" = "$2" ] || stop "The file $1 has $(size_of "$dir/$1") bytes, not $2: it is short, or another version."
	is_sum "$dir/$1" "$3" "$4" || stop "The file $1 is damaged, or another version: its $sum is $(sum_of "$dir/$1")."
}

partition() { # NAME MTD SIZE whole|part IS-BOOT FILL SHA256 MD5
	case $phase in
	check) check_partition "$2" "$3" "$5" ;;
	save) save_partition "$1" "$2" "$3" "$4" "$6" ;;
	compare) compare_partition "$1" "$2" "$7" "$8" ;;
	write) write_partition "$1" "$2" ;;
	esac
}

# Bytes for the partition that was named last, in blocks: of a source, or erased ones.
piece() { # FILE BLOCK SKIP SEEK COUNT
	[ "$phase" = save ] || return 0
	dd if="$dir/$1" of="$new" bs="$2" skip="$3" seek="$4" count="$5" conv=notrunc 2>/dev/null ||
		stop "There is no room for the new contents in $save."
}

fill() { # FILL BLOCK SEEK COUNT
	[ "$phase" = save ] || return 0
	dd if=/dev/zero bs="$2" count="$4" 2>/dev/null | tr '\000' "$1" | dd of="$new" bs="$2" seek="$3" conv=notrunc 2>/dev/null ||
		stop "There is no room for the new contents in $save."
}

# The first name that is not taken.
make_save() {
	number=1
	while ! mkdir "flashplan-backup.$number" 2>/dev/null; do
		[ -e "flashplan-backup.$number" ] || stop "No backup can be made in this directory: it cannot be written to."
		number=$((number + 1))
	done
	save=$PWD/flashplan-backup.$number
}

run() { # PHASE
	phase=$1
	steps
}

main() {
	for option in "$@"; do
		case $option in
		--boot) has_boot=yes ;;
		--check) is_check=yes ;;
		*)
			echo "usage: sh $0 [--boot] [--check]" >&2
			exit 2
			;;
		esac
	done
	dir=$(dirname "$0")
	find_sum
	[ "$sum" ] || stop "This device has neither sha256sum nor md5sum: the files cannot be proven."
	has flash_erase || has flash_eraseall || has mtd ||
		stop "This device has none of flash_erase, flash_eraseall and mtd: nothing can erase."
	[ -r "$root/proc/mtd" ] || stop "This kernel has no /proc/mtd."
	run check
	if [ "$is_check" ]; then
		echo "All of it can be written. Nothing was written."
		exit 0
	fi
	make_save
	run save
	run compare
	if [ ! "$differs" ]; then
		rm -r "$save"
		echo "Already so. Nothing was written."
		exit 0
	fi
	sync
	echo "What was there before is in $save."
	run write
	rm -f "$save"/*.new
	sync
	echo "Done: written and read back."
}
