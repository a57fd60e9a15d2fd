#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# inspect, scan and merge: what is in a dump, what is wrong with it, and which command mends it.

load helpers

# A sound Dafang: sound.bin and its parts.
make_sound() {
	make-synth ingenic-spl 256K 1 >boot
	make-synth uimage 2M 2 >kernel
	make-synth squashfs 3392K 3 >root
	make-synth squashfs 640K 4 >driver
	make-synth jffs2 4736K 5 >appfs
	make-synth jffs2 256K 6 >config
	make-synth jffs2 256K 7 >para
	flashplan image xiaomi-dafang -o sound.bin --per-device -i boot:boot -i kernel:kernel -i root:root -i driver:driver \
		-i appfs:appfs -i config:config -i para:para >/dev/null
}

put() { # FILE OFFSET: what comes on standard input
	dd of="$1" bs=4096 seek=$(($2 / 4096)) conv=notrunc iflag=fullblock 2>/dev/null
}

erase() { # FILE OFFSET SIZE
	head -c "$3" /dev/zero | tr '\0' '\377' | put "$1" "$2"
}

rules() { # of the findings of --json, the serious ones first
	python3 -c 'import json, sys
for f in json.loads(sys.argv[1])["findings"]:
    print(f["gravity"], f["rule"], f.get("name", "-"))' "$stdout"
}

# Every address that the plan names has one; in blank partitions they would be lost as a whole.
set_macs() { # LAYOUT
	flashplan field list "$1" "$1.bin" | awk '$3 == "mac" || $3 == "mac-text" { print $1 "=00:0c:43:26:60:10" }' |
		while read -r setting; do
			flashplan field set "$1" "$1.bin" "$setting" >/dev/null 2>&1 || true
		done
}

@test "an address that is a default is serious, and the command that sets another mends it" {
	printf '{ "flashplan": 1, "flash": { "size": "64K", "erase-size": "4K" }, "partitions": [
		{ "name": "factory", "size": "rest" } ], "fields": [
		{ "name": "lan", "partition": "factory", "offset": 4, "format": "mac" } ] }' >plan.json
	make-synth random 64K 1 >dump.bin
	flashplan field set plan.json dump.bin lan=88:88:88:88:87:88
	split flashplan inspect plan.json dump.bin
	[ $status = 1 ]
	[[ $stdout == *'`lan` in `factory` is 88:88:88:88:87:88'* ]]
	[[ $stdout == *"flashplan write plan.json -p PROG --set lan=AA:BB:CC:DD:EE:FF"* ]]
	flashplan field set plan.json dump.bin lan=00:0c:43:26:60:10
	split flashplan inspect plan.json dump.bin
	[ $status = 0 ]
}

@test "25 sound dumps of different devices: nothing serious" {
	n=0
	for layout in "$FP_BUILD"/share/flashplan/layouts/*.json; do
		layout=$(basename "$layout" .json)
		python3 "$BATS_TEST_DIRNAME/../sound-dumps.py" "$layout"
		set_macs "$layout"
		split flashplan inspect "$layout" "$layout.bin"
		if [ $status != 0 ]; then
			echo "$layout: $stdout $stderr"
			return 1
		fi
		rm "$layout.bin"
		n=$((n + 1))
	done
	[ $n -ge 25 ]
}

@test "erased but for a boot loader at the wrong address, and the commands that mend it" {
	needs_flashrom_plugin
	make_sound
	make-synth erased 16M >bad.bin
	put bad.bin $((0x40000)) <boot
	split flashplan inspect xiaomi-dafang bad.bin
	[ $status = 1 ]
	[[ $stdout == *"serious: \`boot\` is erased, and an Ingenic SPL boot loader lies at 0x40000: the processor looks for it at 0x0 only, so nothing starts"* ]]
	[[ $stdout == *"mend: flashplan write xiaomi-dafang -p PROG -i boot:FILE"* ]]
	[[ $stdout == *"without it the address changes at every boot"* ]]
	[[ $stdout == *"mend: flashplan write xiaomi-dafang -p PROG -i para --per-device --from OLD_DUMP"* ]]
	split flashplan inspect xiaomi-dafang bad.bin --json
	[ "$(rules | head -n 1)" = 'serious boot_misplaced boot' ]
	rules | grep -qx 'serious unit_data_lost para'
	# The commands do what they say.
	cp bad.bin chip.bin
	chip=dummy:emulate=W25Q128FV,image=chip.bin
	flashplan write xiaomi-dafang -p $chip -i boot:boot --no-backup >/dev/null
	flashplan write xiaomi-dafang -p $chip -i kernel:kernel -i root:root -i driver:driver -i appfs:appfs --no-backup >/dev/null
	flashplan write xiaomi-dafang -p $chip -i para -i config --per-device --from sound.bin --no-backup >/dev/null
	split flashplan inspect xiaomi-dafang -p $chip
	echo "$stdout $stderr"
	[ $status = 0 ]
	cmp chip.bin sound.bin
}

@test "each rule finds what it is for" {
	make_sound
	cp sound.bin bad.bin
	erase bad.bin $((0x40000)) $((0x200000))
	split flashplan inspect xiaomi-dafang bad.bin --json
	[ "$(rules | head -n 1)" = 'serious kernel_blank kernel' ]
	cp sound.bin bad.bin
	make-synth erased 256K | put bad.bin 0
	printf '<!doctype html>' | dd of=bad.bin conv=notrunc 2>/dev/null
	split flashplan inspect xiaomi-dafang bad.bin --json
	rules | grep -q 'serious not_a_dump -'
	cp sound.bin bad.bin
	make-synth jffs2-be 256K 9 | put bad.bin $((0xf70000))
	split flashplan inspect xiaomi-dafang bad.bin --json
	[ "$(rules | head -n 1)" = 'serious byte_order config' ]
	cp sound.bin bad.bin
	printf 'FWGRADEUP=on' | put bad.bin $((0xff0000))
	split flashplan inspect xiaomi-dafang bad.bin
	[ $status = 1 ]
	[[ $stdout == *"U-Boot copies backupk"* ]]
	[[ $stdout == *"flashplan erase xiaomi-dafang -p PROG -i flag"* ]]
	cp sound.bin bad.bin
	printf x | dd of=bad.bin bs=1 seek=$((0x50000)) conv=notrunc 2>/dev/null
	split flashplan inspect xiaomi-dafang bad.bin --against sound.bin --json
	[ "$(rules | head -n 1)" = 'serious damaged kernel' ]
	rules | grep -q 'flips\|other_dump'
	make-synth squashfs 4M 9 >long
	cp sound.bin bad.bin
	put bad.bin $((0x240000)) <long
	split flashplan inspect xiaomi-dafang bad.bin --json
	rules | grep -qx 'serious too_long root'
	make-synth erased 16M >blank.bin
	split flashplan inspect xiaomi-dafang blank.bin --json
	[ "$(rules)" = 'serious one_byte -' ]
	{
		head -c 8M sound.bin
		head -c 8M sound.bin
	} >mirror.bin
	split flashplan inspect xiaomi-dafang mirror.bin --json
	[ "$(rules | head -n 1)" = 'serious mirror -' ]
	split flashplan inspect xiaomi-dafang kernel --json
	[ "$(rules)" = 'serious single_partition kernel' ]
	head -c 9M sound.bin >short.bin
	split flashplan inspect xiaomi-dafang short.bin --json
	[ "$(rules)" = 'serious size -' ]
}

@test "a vendor's update file is no dump, and the span that unwraps it is named" {
	make_sound
	python3 - <<-'EOF'
		import struct, zlib
		body = open("sound.bin", "rb").read()[0x40000:0xad0000]
		head = struct.pack(">7I4B32s", 0x27051956, 0, 0, len(body), 0, 0, zlib.crc32(body), 5, 5, 5, 0, b"jz_fw")
		head = head[:4] + struct.pack(">I", zlib.crc32(head)) + head[8:]
		open("demo.bin", "wb").write(head + body)
	EOF
	split flashplan inspect xiaomi-dafang demo.bin
	[ $status = 1 ]
	[[ $stdout == *"it is no dump of a chip but a firmware update in a legacy uImage"* ]]
	[[ $stdout == *"mend: flashplan write xiaomi-dafang -p PROG -i system:demo.bin"* ]]
}

@test "environment: a wrong checksum, another table than the plan's, a default MAC" {
	cat >plan.json <<-'EOF'
		{ "flashplan": 1, "flash": { "size": "1M", "erase-size": "64K", "mtd-id": "spi0" }, "partitions": [
		  { "name": "boot", "size": "256K" }, { "name": "env", "size": "64K", "type": "env" },
		  { "name": "data", "size": "rest" } ] }
	EOF
	env_dump() { # LINE...: dump.bin
		printf '%s\n' "$@" >env.txt
		printf '{ "flashplan": 1, "flash": { "size": "64K" }, "partitions": [ { "name": "env", "size": "64K",
			"env": { "file": "env.txt" } } ] }' >env.json
		flashplan image env.json -o env.bin >/dev/null
		make-synth random 1M 1 >dump.bin
		put dump.bin $((0x40000)) <env.bin
	}
	env_dump bootdelay=1 ethaddr=02:00:00:00:00:01 mtdparts=spi0:256k\(boot\),64k\(env\),-\(data\)
	split flashplan inspect plan.json dump.bin --json
	[ $status = 0 ]
	[ -z "$(rules)" ]
	env_dump bootdelay=1 ethaddr=00:11:22:33:44:55 mtdparts=spi0:256k\(boot\),128k\(env\),-\(data\)
	split flashplan inspect plan.json dump.bin --json
	[ "$(rules)" = $'doubtful table -\ndoubtful mac env' ]
	printf x | dd of=dump.bin bs=1 seek=$((0x40010)) conv=notrunc 2>/dev/null
	split flashplan inspect plan.json dump.bin --json
	[ "$(rules)" = 'doubtful env_checksum env' ]
}

@test "without a plan inspect takes the table in the dump, or guesses" {
	make_sound
	split flashplan inspect sound.bin
	[ $status = 0 ]
	has "guessed by their contents"
	printf 'bootargs=console=ttyS1 mtdparts=%s\n' "$(flashplan convert -t mtdparts xiaomi-dafang 2>/dev/null | sed 's/^mtdparts=//')" >env.txt
	printf '{ "flashplan": 1, "flash": { "size": "64K", "erase-size": "16K" }, "partitions": [ { "name": "env", "size": "16K",
		"env": { "file": "env.txt" } } ] }' >env.json
	flashplan image env.json -o env.bin >/dev/null
	head -c 16384 env.bin | put sound.bin $((0x3c000))
	split flashplan inspect sound.bin
	has "those of the table in it (mtdparts)"
	split flashplan scan sound.bin -o plan.json
	flashplan convert -t mtdparts xiaomi-dafang -o want 2>/dev/null
	flashplan convert -t mtdparts plan.json -o got 2>/dev/null
	cmp want got
}

@test "scan is exact on an image that flashplan made, and its plan is one" {
	make_sound
	split flashplan scan sound.bin -o plan.json
	[ $status = 0 ]
	flashplan check plan.json >/dev/null
	flashplan convert -t flashrom plan.json -o got >/dev/null
	sed -n '1,4p' got >first
	printf '%s\n' 00000000:0003ffff 00040000:0023ffff 00240000:0058ffff 00590000:0062ffff >want
	cut -d' ' -f1 first | cmp - want
	grep -q ^00f70000: got
	grep -q ^00fb0000: got
	grep -q '"comment": "likely: legacy uImage' plan.json
	# By its own plan the dump is sound.
	split flashplan inspect plan.json sound.bin
	[ $status = 0 ]
}

@test "merge: the majority, byte by byte where no two blocks agree, and a checksum where there is a tie" {
	make_sound
	for i in 1 2 3; do
		cp sound.bin $i.bin
		printf "$i" | dd of=$i.bin bs=1 seek=$((0x241000 + i)) conv=notrunc 2>/dev/null
	done
	split flashplan merge 1.bin 2.bin 3.bin -o out.bin
	[ $status = 0 ]
	cmp out.bin sound.bin
	# Two dumps, a wrong byte in the kernel: its checksum decides.
	cp sound.bin 1.bin
	cp sound.bin 2.bin
	printf '\1' | dd of=1.bin bs=1 seek=$((0x51000)) conv=notrunc 2>/dev/null
	printf '\2' | dd of=2.bin bs=1 seek=$((0x52000)) conv=notrunc 2>/dev/null
	rm out.bin
	split flashplan merge 1.bin 2.bin -o out.bin
	[ $status = 3 ]
	has 'undecided: 0x51000+0x1' 'undecided: 0x52000+0x1' '--plan PLAN'
	[ ! -e out.bin ]
	split flashplan merge 1.bin 2.bin -o out.bin --plan xiaomi-dafang
	[ $status = 0 ]
	cmp out.bin sound.bin
	# In a file system without checksums nothing can be told.
	printf '\1' | dd of=1.bin bs=1 seek=$((0x300000)) conv=notrunc 2>/dev/null
	rm out.bin
	split flashplan merge 1.bin 2.bin -o out.bin --plan xiaomi-dafang
	[ $status = 3 ]
	has 'undecided: 0x300000+0x1 in root'
	[ ! -e out.bin ]
	# What was read without contact has no vote.
	make-synth erased 16M >blank.bin
	split flashplan merge sound.bin blank.bin sound.bin blank.bin -o out.bin
	[ $status = 0 ]
	has 'blank.bin is left out'
	cmp out.bin sound.bin
	split flashplan merge sound.bin kernel -o x.bin
	[ $status = 3 ]
}

@test "image and write refuse what would brick, and --force takes it" {
	needs_flashrom_plugin
	cat >plan.json <<-'EOF'
		{ "flashplan": 1, "flash": { "size": "16M", "erase-size": "64K" }, "partitions": [
		  { "name": "boot", "size": "256K" }, { "name": "kernel", "size": "2M" }, { "name": "rest", "size": "rest" } ] }
	EOF
	chip=dummy:emulate=W25Q128FV,image=chip.bin
	make-synth erased 256K >blank
	head -c 256K /dev/zero >zeros
	printf '<html>404</html>' >page
	printf '404: Not Found\n' >text
	for file in blank zeros page text; do
		split flashplan image plan.json -o x.bin -i boot:$file
		[ $status = 3 ]
		has 'nothing starts from that' '--force takes it as it is'
		[ ! -e x.bin ]
		split flashplan write plan.json -p $chip -i boot:$file
		[ $status = 3 ]
		[ ! -e chip.bin ]
	done
	split flashplan image plan.json -o x.bin -i boot:text --force
	[ $status = 0 ]
	make-synth uimage 1M 1 >kernel
	split flashplan image plan.json -o x.bin -i kernel:kernel
	[ $status = 0 ]
	# The plan's boot loader tells the machine.
	sed -i 's/"name": "boot", "size": "256K"/&, "type": "hisilicon-boot"/' plan.json
	split flashplan image plan.json -o x.bin -i kernel:kernel
	[ $status = 3 ]
	has 'is for mips, the device of the plan plan for arm'
}

@test "diff says what differences have in common" {
	printf '{ "flashplan": 1, "flash": { "size": "64K", "erase-size": "4K" }, "partitions": [ { "name": "all", "size": "rest" } ] }' >plan.json
	make-synth random 64K 1 >a.bin
	why() { # TEXT
		split flashplan diff plan.json a.bin b.bin --json
		[ $status = 1 ]
		[[ $stdout == *'"why": "'*"$1"* ]]
	}
	{
		head -c 20000 a.bin
		tail -c +20002 a.bin
		printf x
	} >b.bin
	why 'shifted by one byte'
	python3 -c 'd = open("a.bin", "rb").read()
open("b.bin", "wb").write(bytes(x & 0x7f for x in d))'
	why 'only bits that should be 1 are 0'
	python3 -c 'd = open("a.bin", "rb").read()
open("b.bin", "wb").write(bytes(x | 1 for x in d))'
	why 'only bits that should be 0 are 1'
	python3 -c 'd = open("a.bin", "rb").read()
open("b.bin", "wb").write(b"".join(d[i ^ 4096 : (i ^ 4096) + 4096] for i in range(0, 65536, 4096)))'
	why 'belongs to another address'
	head -c 64K /dev/zero >b.bin
	why 'every byte of it is the same'
}
