#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# convert: what other tools take and give.

load helpers

# EliasKotlyar/Xiaomi-Dafang-Hacks#1128
dafang_log() {
	cat <<-'EOF'
		[    0.794785] the id code = c84018, the flash name is GD25Q127C
		[    0.806926] 11 cmdlinepart partitions found on MTD device jz_sfc
		[    0.813135] Creating 11 MTD partitions on "jz_sfc":
		[    0.818163] 0x000000000000-0x000000040000 : "boot"
		[    0.823787] 0x000000040000-0x000000240000 : "kernel"
		[    0.829524] 0x000000240000-0x000000590000 : "root"
		[    0.835157] 0x000000590000-0x000000630000 : "driver"
		[    0.840977] 0x000000630000-0x000000ad0000 : "appfs"
		[    0.846675] 0x000000ad0000-0x000000cd0000 : "backupk"
		[    0.852585] 0x000000cd0000-0x000000d70000 : "backupd"
		[    0.858438] 0x000000d70000-0x000000f70000 : "backupa"
		[    0.864362] 0x000000f70000-0x000000fb0000 : "config"
		[    0.870175] 0x000000fb0000-0x000000ff0000 : "para"
		[    0.875861] 0x000000ff0000-0x000001000000 : "flag"
	EOF
}

dafang_layout() {
	printf '%s\n' '00000000:0003ffff boot' '00040000:0023ffff kernel' '00240000:0058ffff root' \
		'00590000:0062ffff driver' '00630000:00acffff appfs' '00ad0000:00ccffff backupk' \
		'00cd0000:00d6ffff backupd' '00d70000:00f6ffff backupa' '00f70000:00faffff config' \
		'00fb0000:00feffff para' '00ff0000:00ffffff flag'
}

# A plan with names and gaps that formats treat differently.
mixed_plan() {
	cat >mixed.json <<-'EOF'
		{
		  "flashplan": 1,
		  "flash": { "size": "8M", "mtd-id": "spi0.0" },
		  "partitions": [
		    { "name": "u-boot", "size": "256K", "read-only": true },
		    { "name": "art_0", "offset": "0x7f0000", "size": "64K", "label": "0:ART" },
		    { "name": "a.b+c", "offset": "0x80000", "size": "1M" },
		    { "name": "x23456789012345678901234567890x", "offset": "2M", "size": "4K" }
		  ]
		}
	EOF
}

partitions() { # PLAN: name, offset, size of each, in offset order
	flashplan convert -t flashrom "$1" 2>/dev/null
}

@test "the Dafang's kernel log becomes plan, layout and mtdparts" {
	dafang_log >dmesg.txt
	split flashplan convert -t json dmesg.txt -o plan.json
	[ $status = 0 ]
	[ -z "$stdout" ]
	has "dmesg.txt: note: bootlog does not tell the chip's size: 16M is taken" "the erase size (64K is assumed)"
	grep -q '"mtd-id": "jz_sfc"' plan.json
	flashplan check --strict plan.json
	flashplan layout plan.json -o rom.layout
	dafang_layout | cmp - rom.layout
	split flashplan convert -t mtdparts plan.json
	[ "$stdout" = 'mtdparts=jz_sfc:256k(boot),2048k(kernel),3392k(root),640k(driver),4736k(appfs),2048k(backupk),640k(backupd),2048k(backupa),256k(config),256k(para),64k(flag)' ]
	printf '%s' "$stdout" | flashplan convert -t flashrom - 2>/dev/null | cmp - rom.layout
}

@test "from standard input, without a file in between" {
	dafang_log | flashplan convert -t flashrom - 2>notes.txt >rom.layout
	dafang_layout | cmp - rom.layout
	grep -q '^stdin: note: ' notes.txt
}

@test "standard input may be a socket" {
	command -v python3 >/dev/null || skip "python3 is not installed"
	dafang_log >dmesg.txt
	split python3 -c '
import socket, subprocess, sys
ours, theirs = socket.socketpair()
ours.sendall(open("dmesg.txt", "rb").read())
ours.shutdown(socket.SHUT_WR)
sys.exit(subprocess.run(sys.argv[1:], stdin=theirs).returncode)' flashplan convert -t flashrom -
	[ $status = 0 ]
	dafang_layout | cmp - <(echo "$stdout")
}

@test "standard input that is closed is told" {
	split bash -c "flashplan convert -t json - <&-"
	[ $status = 3 ]
	has "cannot read standard input: Bad file descriptor"
}

@test "a plan from standard input is called after its file" {
	dafang_log | flashplan convert -t json - -o my-camera.json 2>notes.txt
	split flashplan show my-camera.json
	[[ $stdout == "plan: my-camera"* ]]
}

@test "an installed layout becomes what its mtdparts are" {
	split flashplan convert -t mtdparts xiaomi-dafang
	[ $status = 0 ]
	[[ $stdout == mtdparts=jz_sfc:256k\(boot\),2048k* ]]
	has "note: left out, as mtdparts has no place for it: spans, types, per-device marks"
}

@test "--spans writes spans where there are none" {
	split flashplan convert --spans -t flashrom xiaomi-dafang
	[[ $stdout == *"00040000:00acffff system"* ]]
}

@test "a nested kernel log: outer partitions stay, inner ones are spans" {
	cat >dmesg.txt <<-'EOF'
		[    0.660821] Creating 4 MTD partitions on "spi0.0":
		[    0.665622] 0x000000000000-0x000000050000 : "u-boot"
		[    0.671247] 0x000000050000-0x000000070000 : "u-boot-env"
		[    0.677206] 0x000000070000-0x000000ff0000 : "firmware"
		[    0.691172] Creating 2 MTD partitions on "firmware":
		[    0.696177] 0x000000000000-0x00000018e440 : "kernel"
		[    0.701759] 0x00000018e440-0x000000f80000 : "rootfs"
		[    0.719218] 0x000000720000-0x000000f80000 : "rootfs_data"
		[    0.725207] 0x000000ff0000-0x000001000000 : "art"
	EOF
	split flashplan convert -t flashrom --spans dmesg.txt
	[ $status = 0 ]
	[ "$(sort <<<"$stdout")" = "$(printf '%s\n' '00000000:0004ffff u-boot' '00050000:0006ffff u-boot-env' \
		'00070000:001fe43f kernel' '00070000:00feffff firmware' '001fe440:00feffff rootfs' \
		'00790000:00feffff rootfs_data' '00ff0000:00ffffff art')" ]
}

@test "an error has file and line, and nothing is written" {
	printf '00000000:0000ffff a\nnonsense\n' >rom.layout
	split flashplan convert -t json rom.layout -o plan.json
	[ $status = 3 ]
	[ ! -e plan.json ]
	has 'rom.layout:2: expected "start:end name"' 'found "nonsense"'
}

@test "unknown content: the formats are listed" {
	echo hello >text
	split flashplan convert -t json text
	[ $status = 3 ]
	has "text: no partition table of a known format is in it" "say which it is with -f: json, dtb,"
}

@test "layout takes what convert takes" {
	echo 'mtdparts=jz_sfc:256k(boot),-(rest)' >cmdline.txt
	split flashplan layout cmdline.txt
	[ $status = 3 ]
	has "cmdline.txt: how large is the chip?" "add --size SIZE"
	split flashplan layout cmdline.txt --size 1M
	[ $status = 0 ]
	[ "$stdout" = "$(printf '%s\n' '00000000:0003ffff boot' '00040000:000fffff rest')" ]
}

@test "-f, -t and --size: mistakes are usage errors" {
	split flashplan convert xiaomi-dafang
	[ $status = 2 ]
	has "to which format? Name it with -t FORMAT"
	split flashplan convert -t mtdpart xiaomi-dafang
	[ $status = 2 ]
	has '`mtdpart` is no format' 'did you mean `mtdparts`?'
	split flashplan convert -f fdt -t json x
	[ $status = 2 ]
	split flashplan convert -t json --size 16MB x
	[ $status = 2 ]
	has "is not a size"
	split flashplan convert -t mtdparts --size 8M xiaomi-dafang
	[ $status = 2 ]
	has "--size contradicts the plan"
}

@test "what can be read only is not written" {
	split flashplan convert -t ifd xiaomi-dafang
	[ $status = 3 ]
	has "ifd can be read, not written"
}

@test "a short option means what the command says" {
	split flashplan convert -t
	[ $status = 2 ]
	has "-t needs a value"
	split flashplan write x -t 3
	[ $status = 2 ]
	has "unknown option -t"
}

@test "a JSON plan finds what it extends beside itself" {
	mkdir dir
	printf '{ "flashplan": 1, "flash": { "size": "1M" }, "partitions": [ { "name": "a", "size": "rest" } ] }' >dir/base.json
	printf '{ "flashplan": 1, "extends": "base.json" }' >dir/plan.json
	split flashplan convert -t flashrom dir/plan.json
	[ "$stdout" = "00000000:000fffff a" ]
}

@test "flashrom takes the layout" {
	needs flashrom
	mixed_plan
	flashplan layout mixed.json -o rom.layout
	make-synth erased 16777216 >chip.bin
	for region in u-boot a.b+c x23456789012345678901234567890x art_0; do
		run flashrom -p dummy:emulate=W25Q128FV,image=chip.bin -c W25Q128.V -l rom.layout -i $region -r out.bin
		[ $status = 0 ]
		[[ $output == *"Using region: \"$region\"."* ]]
	done
}

@test "flashrom takes the FMAP, with spans, labels and long names" {
	needs flashrom
	mixed_plan
	sed -i 's/"8M"/"16M"/; s/^  \]$/  ], "spans": [ { "name": "all", "offset": 0, "size": "16M" } ]/' mixed.json
	flashplan convert -t fmap mixed.json -o map.bin
	make-synth erased 16777216 >chip.bin
	for region in all u-boot x23456789012345678901234567890x; do
		run flashrom -p dummy:emulate=W25Q128FV,image=chip.bin -c W25Q128.V --fmap-file map.bin -i $region -r out.bin
		echo "$output"
		[ $status = 0 ]
		[[ $output == *"Using region: \"$region\"."* ]]
	done
}

@test "FMAP there and back" {
	mixed_plan
	flashplan convert -t fmap mixed.json -o map.bin
	flashplan convert -t json map.bin -o back.json
	[ "$(partitions mixed.json)" = "$(partitions back.json | sed 's/0_ART/art_0/')" ]
	grep -q '"label": "0:ART"' back.json
}

@test "dtc takes the node without warnings, and it comes back" {
	needs dtc
	mixed_plan
	flashplan convert -t dts mixed.json -o node.dtsi
	{
		echo '/dts-v1/; / { #address-cells = <1>; #size-cells = <1>; flash@0 { compatible = "jedec,spi-nor"; reg = <0 0>;'
		cat node.dtsi
		echo '}; };'
	} >tree.dts
	split dtc -I dts -O dtb -o tree.dtb tree.dts
	[ $status = 0 ]
	[ -z "$stderr" ]
	for file in node.dtsi tree.dts tree.dtb; do
		flashplan convert -t json --size 8M $file -o back.json
		[ "$(partitions mixed.json)" = "$(partitions back.json | sed 's/0_ART/art_0/')" ]
		grep -q '"label": "0:ART"' back.json
		grep -q '"read-only": true' back.json
	done
}

@test "an error in a device tree source has its line" {
	printf 'partitions {\n\tcompatible = "fixed-partitions";\n\tpartition@0 {\n};\n' >node.dtsi
	split flashplan convert -t json node.dtsi
	[ $status = 3 ]
	has "node.dtsi:1: the source breaks off: the \`{\` of this line is not closed" "give the whole file"
}

@test "a board's .dts as it is downloaded: includes, cells, a log in a comment" {
	cat >board.dts <<-'EOF'
		#include "soc.dtsi"
		&spi0 {
			flash@0 {
				compatible = "jedec,spi-nor";
				partitions {
					/* 0x000000000000-0x000000030000 : "Bootloader" */
					compatible = "fixed-partitions";
					#address-cells = <1>;
					#size-cells = <1>;
					partition@0 { label = "u-boot"; reg = <0x0 0x30000>; read-only; };
					partition@30000 {
						label = "factory";
						reg = <0x30000 0x10000>;
						read-only;
						nvmem-layout {
							compatible = "fixed-layout";
							#address-cells = <1>;
							#size-cells = <1>;
							macaddr_factory_4: macaddr@4 { compatible = "mac-base"; reg = <0x4 0x6>; };
						};
					};
					partition@40000 { compatible = "denx,uimage"; label = "firmware"; reg = <0x40000 0x7b0000>; };
				};
			};
		};
	EOF
	split flashplan convert -t json board.dts -o plan.json
	[ $status = 0 ]
	has "8M is taken, the next size of chips behind 0x7f0000"
	flashplan check plan.json
	grep -q '"per-device": true' plan.json
	grep -q '"partition": "factory"' plan.json
	[ "$(partitions plan.json)" = "$(printf '%s\n' '00000000:0002ffff u-boot' '00030000:0003ffff factory' '00040000:007effff firmware')" ]
	flashplan convert -t dts plan.json -o again.dtsi
	flashplan convert -t json --size 8M again.dtsi -o again.json
	[ "$(grep -A5 '"fields"' plan.json)" = "$(grep -A5 '"fields"' again.json)" ]
}

@test "an outer partition that others do not fill stays in layout and mtdparts" {
	printf 'mtdparts=spi0.0:256k(boot)ro,64k@0x30000(env),-(rest)\n' >args
	split flashplan convert -t json --size 8M args -o plan.json
	[ $status = 0 ]
	flashplan check --strict plan.json
	grep -q '"name": "boot.rest"' plan.json
	[ "$(partitions plan.json)" = "$(printf '%s\n' '00000000:0003ffff boot' '00030000:0003ffff env' '00040000:007fffff rest')" ]
	split flashplan convert -t mtdparts plan.json
	[ "$stdout" = 'mtdparts=spi0.0:256k(boot)ro,64k@0x30000(env),7936k(rest)' ]
	printf 'mtdparts=spi0.0:256k(boot)ro,-(rest),8M@0(all)ro\n' >args
	flashplan convert -t json args -o plan.json
	flashplan check plan.json
	split flashplan convert -t flashrom plan.json
	has "left out, as flashrom has no place for it: spans"
}

@test "genimage builds the same image" {
	needs genimage
	make-synth random 1000 1 >boot.bin
	make-synth random 524288 2 >kernel.bin
	cat >plan.json <<-'EOF'
		{
		  "flashplan": 1, "name": "cam",
		  "flash": { "size": "2M" },
		  "partitions": [
		    { "name": "kernel", "offset": "512K", "size": "512K", "file": "kernel.bin" },
		    { "name": "boot", "offset": 0, "size": "256K", "file": "boot.bin" },
		    { "name": "mac", "offset": "320K", "size": "64K", "file": "boot.bin", "per-device": true },
		    { "name": "fill", "offset": "1M", "size": "4K", "fill": 255 }
		  ]
		}
	EOF
	flashplan image plan.json -o full.bin --skip mac
	flashplan convert -t genimage plan.json -o genimage.cfg
	mkdir root
	run genimage --config genimage.cfg --inputpath . --outputpath out --rootpath root --tmppath tmp
	echo "$output"
	[ $status = 0 ]
	cmp full.bin out/cam.bin
}

@test "shell variables can be sourced, whatever the label" {
	mixed_plan
	sed -i "s/0:ART/it's \$(touch hacked) \`x\`/" mixed.json
	flashplan convert -t sh mixed.json -o vars.sh
	run sh -euc '. ./vars.sh; echo "$flash_art_0_label"; echo $((flash_art_0_offset + flash_art_0_size)) $partition_names'
	[ $status = 0 ]
	[ "${lines[0]}" = "it's \$(touch hacked) \`x\`" ]
	[ "${lines[1]}" = "8388608 u-boot art_0 a.b+c x23456789012345678901234567890x" ]
	[ ! -e hacked ]
}

@test "mtdparts inside a boot loader: bootargs win over a truncated decoy" {
	{
		make-synth random 5000 1
		printf '\0mtdparts=jz:256k(boot),20\0bootargs=console=ttyS1 mtdparts=jz:256k(boot),768k(rest) quiet\0'
		printf 'mtdparts=jz:256k(boot),512k(old)\0'
	} >u-boot.bin
	split flashplan convert -t flashrom u-boot.bin
	[ $status = 0 ]
	[ "$stdout" = "$(printf '%s\n' '00000000:0003ffff boot' '00040000:000fffff rest')" ]
}
