#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Fields: read and set in files, kept where other contents come, written to a chip alone.

load helpers
load chips

# Four kinds of field. boot and env are ordinary; every block of 64K but the last holds bytes of others.
field_plan() { # SIZE
	cat >plan.json <<-EOF2
		{ "flashplan": 1, "name": "unit", "flash": { "size": "$1", "erase-size": "64K", "chips": [ { "id": "c84018", "names": [ "GD25Q127C", "GD25Q128C", "GD25Q128E" ] } ] },
		  "partitions": [ { "name": "boot", "size": "128K" }, { "name": "gbe", "size": "8K" },
		    { "name": "env", "size": "16K", "type": "env" },
		    { "name": "factory", "size": "40K", "per-device": true }, { "name": "rest", "size": "rest" } ],
		  "fields": [ { "name": "lan", "partition": "boot", "offset": "0x1fc00", "format": "mac" },
		    { "name": "gbe-mac", "partition": "gbe", "offset": 0, "format": "mac", "copies": [ "4K" ], "checksum": "intel-gbe" },
		    { "name": "ethaddr", "partition": "env", "env": "ethaddr", "format": "mac-text" },
		    { "name": "serial", "partition": "factory", "offset": "0x100", "format": "text", "size": 16 } ] }
	EOF2
}

# unit FILE SIZE LAST: a dump of the unit whose addresses end in LAST, random all around.
unit() {
	make-synth random "$2" 5 >"$1"
	head -c 8192 /dev/zero | dd of="$1" bs=4096 seek=32 conv=notrunc 2>/dev/null
	# A sum of 0xbaba in each copy.
	for block in 32 33; do
		printf '\xba\xba' | dd of="$1" bs=1 seek=$((block * 4096 + 126)) conv=notrunc 2>/dev/null
	done
	printf 'ethaddr=00:0c:43:00:00:ff\nbootdelay=3\n' >env.txt
	cat >env.json <<-EOF2
		{ "flashplan": 1, "flash": { "size": "16K", "erase-size": "4K" },
		  "partitions": [ { "name": "env", "size": "rest", "env": { "file": "env.txt" } } ] }
	EOF2
	flashplan image env.json -o env.bin
	dd if=env.bin of="$1" bs=4096 seek=34 conv=notrunc 2>/dev/null
	flashplan field set plan.json "$1" lan=00:0c:43:00:00:"$3" gbe-mac=00:0c:43:00:01:"$3" \
		ethaddr=00:0c:43:00:02:"$3" serial="SN$3"
}

values() { # FILE: of lan, gbe-mac, ethaddr, serial, in a line
	flashplan field list plan.json "$1" | awk 'NR > 1 && NF { printf "%s%s", sep, $4; sep = " " }' | sed 's/ *$//'
}

of() { # LAST: what values prints of that unit
	echo "00:0c:43:00:00:$1 00:0c:43:00:01:$1 00:0c:43:00:02:$1 SN$1"
}

@test "field set changes the values, their copies and checksums, and no other byte" {
	field_plan 1M
	unit a.bin 1M 01
	[ "$(values a.bin)" = "$(of 01)" ]
	cp a.bin b.bin
	flashplan field set plan.json b.bin gbe-mac=00:0c:43:00:01:02
	# The last byte of the address, and one of the checksum, in two copies.
	[ "$(cmp -l a.bin b.bin | wc -l)" -eq 4 ]
	flashplan field set plan.json b.bin gbe-mac=00:0c:43:00:01:01
	cmp a.bin b.bin
}

@test "field get prints a value, field set -o leaves the file, -i takes a partition alone" {
	field_plan 1M
	unit a.bin 1M 01
	cp a.bin before.bin
	[ "$(flashplan field get plan.json a.bin ethaddr)" = 00:0c:43:00:02:01 ]
	flashplan field set plan.json a.bin serial=NEW -o new.bin
	cmp a.bin before.bin
	[ "$(flashplan field get plan.json new.bin serial)" = NEW ]
	flashplan extract plan.json a.bin -i gbe:gbe.bin
	flashplan field set plan.json gbe.bin -i gbe gbe-mac=00:0c:43:00:01:07
	[ "$(flashplan field get plan.json gbe.bin -i gbe gbe-mac)" = 00:0c:43:00:01:07 ]
	split flashplan field get plan.json gbe.bin -i gbe lan
	[ $status = 3 ]
	has '`lan` lies in `boot`, which is not in gbe.bin'
	split flashplan field get plan.json gbe.bin gbe-mac
	[ $status = 3 ]
	has "-i NAME says that the file is that partition alone"
}

@test "field set in place leaves owner and mode as they are, and hard links whole" {
	field_plan 1M
	unit a.bin 1M 01
	chmod 640 a.bin
	flashplan field set plan.json a.bin serial=NEW
	[ "$(stat -c %a a.bin)" = 640 ]
	ln a.bin b.bin
	cp a.bin before.bin
	split flashplan field set plan.json b.bin serial=OLD
	[ $status = 3 ]
	has "hard links"
	cmp a.bin before.bin
}

@test "a dump that wins over the file in the plan is another unit's all the same" {
	field_plan 1M
	sed -i 's/"size": "128K"/&, "file": "boot.bin"/; s/"type": "env"/&, "file": "env.bin"/' plan.json
	unit a.bin 1M 01
	unit b.bin 1M 02
	flashplan replace plan.json b.bin --all --from a.bin -o c.bin
	[ "$(values c.bin)" = "$(of 02)" ]
	flashplan image plan.json --from a.bin --set gbe-mac=00:0c:43:00:01:05 -o d.bin
	! flashplan field list plan.json d.bin | grep -E '00:0c:43:00:0[02]:01' || return 1
	# And where the unit has no environment, it gets none of that one's address.
	make-synth erased 16384 | dd of=b.bin bs=1024 seek=136 conv=notrunc 2>/dev/null
	split flashplan replace plan.json b.bin -i env --from a.bin -o e.bin
	[ $status = 0 ]
	[ "$(flashplan field list plan.json e.bin | grep -c 00:0c:43:00:02:01)" = 0 ]
}

@test "what is no value, and addresses that no unit has, are refused; --force takes the latter" {
	field_plan 1M
	unit a.bin 1M 01
	cp a.bin before.bin
	for value in 01:00:5e:00:00:01 00:00:00:00:00:00 ff:ff:ff:ff:ff:ff; do
		split flashplan field set plan.json a.bin lan=$value
		[ $status = 3 ]
		has "$value is no address of a unit" "--force"
	done
	split flashplan field set plan.json a.bin lan=00:0c:43
	[ $status = 2 ]
	has '"00:0c:43" is not a MAC address'
	split flashplan field set plan.json a.bin lna=00:0c:43:00:00:01
	[ $status = 2 ]
	has 'has no field `lna`' 'did you mean `lan`?'
	cmp a.bin before.bin
	flashplan field set plan.json a.bin lan=01:00:5e:00:00:01 --force
	split flashplan field set plan.json a.bin lan=00:11:22:33:44:55
	[ $status = 0 ]
	has "note: 00:11:22:33:44:55: it is a placeholder"
}

@test "structures without a right checksum are not touched" {
	field_plan 1M
	unit a.bin 1M 01
	for at in 131080 135176 143000; do
		printf '\x55' | dd of=a.bin bs=1 seek=$at conv=notrunc 2>/dev/null
	done
	cp a.bin before.bin
	split flashplan field set plan.json a.bin gbe-mac=00:0c:43:00:01:02
	[ $status = 3 ]
	has "no copy in \`gbe\` has a right intel-gbe checksum" "put a sound \`gbe\` back first"
	split flashplan field set plan.json a.bin ethaddr=00:0c:43:00:01:02
	[ $status = 3 ]
	has "no U-Boot environment is there"
	cmp a.bin before.bin
	flashplan field list plan.json a.bin | grep -q "gbe-mac.*no copy has a right checksum"
}

@test "an image of another unit's dump holds none of its values; each unit's come from a table" {
	field_plan 1M
	unit a.bin 1M 01
	split flashplan image plan.json -o golden.bin --from a.bin
	[ $status = 3 ]
	has '`gbe-mac` of this unit cannot be read' "--set gbe-mac=VALUE"
	printf 'lan,gbe-mac,ethaddr\r\n00:0c:43:00:00:02,00:0c:43:00:01:02,"00:0c:43:00:02:02"\r\n\r\n00:0c:43:00:00:03,00:0c:43:00:01:03,\r\n' >units.csv
	flashplan image plan.json -o two.bin --from a.bin --set-from units.csv --row 1
	[ "$(values two.bin)" = "00:0c:43:00:00:02 00:0c:43:00:01:02 00:0c:43:00:02:02" ]
	flashplan image plan.json -o three.bin --from a.bin --set-from units.csv --row 2
	[ "$(flashplan field get plan.json three.bin lan)" = 00:0c:43:00:00:03 ]
	split flashplan field get plan.json three.bin ethaddr
	[ $status = 1 ]
	has "not set"
	# All but the values is the other unit's.
	flashplan field set plan.json three.bin lan=00:0c:43:00:00:01 gbe-mac=00:0c:43:00:01:01
	split flashplan diff plan.json three.bin a.bin --ignore env --ignore factory
	[ $status = 0 ]
}

@test "a table is an input: in the depfile, and never the output; nor is what the plan extends" {
	field_plan 1M
	unit a.bin 1M 01
	printf 'lan,gbe-mac\n00:0c:43:00:00:02,00:0c:43:00:01:02\n' >units.csv
	cp units.csv before.csv
	flashplan image plan.json -o one.bin --from a.bin --set-from units.csv --row 1 --depfile one.d
	grep -q '^units.csv:$' one.d
	split flashplan image plan.json -o units.csv --from a.bin --set-from units.csv --row 1
	[ $status = 3 ]
	cmp units.csv before.csv
	printf '{ "flashplan": 1, "extends": "plan.json" }' >more.json
	cp plan.json before.json
	split flashplan field set more.json a.bin serial=NEW -o plan.json
	[ $status = 3 ]
	split flashplan merge a.bin a.bin a.bin --plan more.json -o plan.json
	[ $status = 3 ]
	cmp plan.json before.json
}

@test "a table that is wrong: line and column" {
	field_plan 1M
	unit a.bin 1M 01
	printf 'lan,gbe-mac\n00:0c:43:00:00:02\n"x\n' >units.csv
	split flashplan replace plan.json a.bin --set-from units.csv --row 1
	[ $status = 3 ]
	has "units.csv:2:1: this row has another number of cells"
	split flashplan replace plan.json a.bin --set-from units.csv --row 2
	[ $status = 3 ]
	has "units.csv:3:1: a quote that nothing closes"
	split flashplan replace plan.json a.bin --set-from units.csv
	[ $status = 2 ]
	has "--row N"
	printf 'lan\n00:0c:43:00:00:02\n' >units.csv
	split flashplan replace plan.json a.bin --set-from units.csv --row 2
	[ $status = 3 ]
	has "units.csv has 1 unit, and no row 2"
	printf 'lna\n00:0c:43:00:00:02\n' >units.csv
	split flashplan replace plan.json a.bin --set-from units.csv --row 1
	[ $status = 2 ]
	has 'has no field `lna`'
}

@test "replace keeps the image's own values, says so, and sets others" {
	field_plan 1M
	unit a.bin 1M 01
	unit b.bin 1M 02
	split flashplan replace plan.json b.bin --all --from a.bin -o c.bin
	[ $status = 0 ]
	[ "$(values c.bin)" = "$(of 02)" ]
	[[ $stdout == *"3 fields kept (lan, gbe-mac, ethaddr)"* ]]
	split flashplan replace plan.json b.bin --all --per-device --from a.bin --set lan=00:0c:43:00:00:09 -o c.bin
	[ "$(values c.bin)" = "00:0c:43:00:00:09 00:0c:43:00:01:02 00:0c:43:00:02:02 SN01" ]
}

@test "diff names the fields that differ, and an address that is a default" {
	field_plan 1M
	unit a.bin 1M 01
	cp a.bin b.bin
	flashplan field set plan.json b.bin lan=88:88:88:88:87:88 serial=SN02
	split flashplan diff plan.json a.bin b.bin
	[ $status = 1 ]
	[[ $stdout == *"lan "*"00:0c:43:00:00:01"*"88:88:88:88:87:88"* ]]
	[[ $stdout == *"serial "*"SN01"*"SN02"* ]]
	[[ $stdout != *"gbe-mac"* ]]
	has '`lan` of B is 88:88:88:88:87:88: it is the default'
}

@test "every layout with fields keeps them when another unit's dump comes" {
	n=0
	for layout in $(flashplan layouts --json | sed -n 's/.*"layout": "\(.*\)".*/\1/p'); do
		flashplan show "$layout" --json >shown.json
		grep -q '"fields"' shown.json || continue
		size=$(sed -n 's/^ *"size": "\([0-9]*[KM]\)".*/\1/p' shown.json | head -n 1)
		make-synth random "$size" 1 >one.bin
		make-synth random "$size" 2 >two.bin
		flashplan replace "$layout" one.bin --all --force --from two.bin -o out.bin 2>err.txt ||
			grep -q "no U-Boot environment is there" err.txt
		[ -s out.bin ] || continue
		flashplan field list "$layout" one.bin >want.txt
		flashplan field list "$layout" out.bin | diff want.txt -
		rm out.bin
		n=$((n + 1))
	done
	[ $n -ge 30 ]
}

@test "write --set: just these bytes, on the chip, and a second run does nothing" {
	needs_flashrom_plugin
	field_plan 4M
	unit chip.bin 4M 01
	cp chip.bin before.bin
	prog=dummy:emulate=SST25VF032B,image=chip.bin
	split flashplan write plan.json -p $prog --set gbe-mac=00:0c:43:00:01:02
	[ $status = 0 ]
	[ "$(cmp -l before.bin chip.bin | wc -l)" -eq 4 ]
	[ "$(values chip.bin)" = "00:0c:43:00:00:01 00:0c:43:00:01:02 00:0c:43:00:02:01 SN01" ]
	flashplan write plan.json -p $prog --set ethaddr=00:0c:43:00:02:02 --set lan=00:0c:43:00:00:02 --set serial=SN02
	[ "$(values chip.bin)" = "$(of 02)" ]
	split flashplan write plan.json -p $prog --set ethaddr=00:0c:43:00:02:02
	[ $status = 0 ]
	[[ $stdout == *"nothing to do"* ]]
	split flashplan write plan.json -p $prog --set ethaddr=ff:ff:ff:ff:ff:ff
	[ $status = 3 ]
	# Another unit's dump, and a golden image of it, leave them.
	unit other.bin 4M 07
	flashplan write plan.json -p $prog --all --from other.bin
	[ "$(values chip.bin)" = "$(of 02)" ]
	flashplan verify plan.json -p $prog --all --from other.bin
	flashplan verify plan.json -p $prog -i env --from chip.bin
	flashplan field set plan.json chip.bin lan=00:0c:43:00:00:03
	flashplan verify plan.json -p $prog --all --from other.bin
	make-synth random 16384 3 >wrong.bin
	split flashplan write plan.json -p $prog -i env:wrong.bin --force
	[ $status = 3 ]
	has '`ethaddr` is 00:0c:43:00:02:02 on this unit, and the new content has no place for it'
}

@test "write --set that is interrupted: refused without a word on whose chip it is, and with it nothing is lost" {
	needs_flashrom_plugin
	BATS_FILE_TMPDIR=$PWD/shared
	mkdir shared
	cd shared
	field_plan 16M
	unit before.bin 16M 01
	cd ..
	teardown() { stop_chips; }
	chip a --cut after:3 --loss reset --half random
	at_once a write plan.json --set gbe-mac=00:0c:43:00:01:02 --set ethaddr=00:0c:43:00:02:02
	took a
	[ "$status" -eq 5 ]
	power a
	again a
	took a
	[ "$status" -eq 0 ]
	stop_chip a
	cd a
	[ "$(values chip.bin)" = "00:0c:43:00:00:01 00:0c:43:00:01:02 00:0c:43:00:02:02 SN01" ]
	flashplan field set plan.json chip.bin gbe-mac=00:0c:43:00:01:01 ethaddr=00:0c:43:00:02:01
	cmp chip.bin ../shared/before.bin
}
