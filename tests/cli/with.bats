#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# check --files and --with: contents, and the same table elsewhere.

load helpers

camera() {
	cat >cam.json <<-'EOF'
		{
		  "flashplan": 1,
		  "name": "cam",
		  "flash": { "size": "16M", "mtd-id": "spi0.0" },
		  "partitions": [
		    { "name": "boot", "size": "256K", "file": "boot.bin" },
		    { "name": "env", "size": "64K", "env": { "vars": { "bootargs": "console=ttyS0 ${mtdparts}" } } },
		    { "name": "kernel", "size": "2M", "type": "uimage", "file": "kernel.bin" },
		    { "name": "rootfs", "size": "rest" }
		  ]
		}
	EOF
	make-synth random 250000 1 >boot.bin
	make-synth uimage 2097152 2 >kernel.bin
}

@test "the same table as mtdparts, device tree, FMAP, layout, environment, or another plan agrees" {
	camera
	for format in mtdparts dts fmap flashrom json; do
		flashplan convert -t $format cam.json -o "same.$format" 2>/dev/null
		command -v dtc >/dev/null || [ $format != dts ] || continue
		split flashplan check cam.json --with "same.$format"
		echo "$format: $stdout"
		[ $status = 0 ]
	done
	flashplan image cam.json -o full.bin >/dev/null
	split flashplan check cam.json --with full.bin
	[ $status = 0 ]
}

@test "a table that has drifted: every difference, at the plan's lines" {
	camera
	echo 'mtdparts=spi0.0:256k(boot),64k@0x50000(env),2048k@0x60000(kernel),-(rootfs)' >cmdline
	split flashplan check cam.json --with cmdline
	[ $status = 1 ]
	[ "$stdout" = 'cam.json:7:5: /partitions/env: `env` is at 0x40000+0x10000 here, at 0x50000+0x10000 in cmdline
cam.json:8:5: /partitions/kernel: `kernel` is at 0x50000+0x200000 here, at 0x60000+0x200000 in cmdline
cam.json:9:5: /partitions/rootfs: `rootfs` is at 0x250000+0xdb0000 here, at 0x260000+0xda0000 in cmdline' ]
}

@test "a command line for half of the chip" {
	camera
	echo 'mtdparts=spi0.0:256k(boot),64k(env),2048k(kernel),5824k(rootfs)' >cmdline
	split flashplan check cam.json --with cmdline
	[ $status = 1 ]
	[[ $stdout == *"/flash/size: the table in cmdline ends at 8M (0x800000), the plan's at 16M (0x1000000)"* ]]
	flashplan check xiaomi-dafang >/dev/null
	split flashplan check xiaomi-dafang --with openipc-8m
	[ $status = 1 ]
	[[ $stdout == *"the chip has 16M (0x1000000) here, 8M (0x800000) in openipc-8m"* ]]
}

@test "a source that cannot be read is a fault, and the others are compared all the same" {
	camera
	echo 'mtdparts=spi0.0:256k(boot),64k(env),2048k(kernel),-(root)' >cmdline
	split flashplan check cam.json --with absent --with cmdline
	[ $status = 1 ]
	[[ $stdout == *"\"absent\" is neither a file nor an installed layout"* ]]
	[[ $stdout != *"in cmdline"* ]]
}

@test "\${mtdparts} is the plan's own, unless a variable says otherwise" {
	camera
	flashplan image cam.json -o full.bin >/dev/null
	[ "$(flashplan env get full.bin bootargs)" = "console=ttyS0 mtdparts=spi0.0:256k(boot),64k(env),2048k(kernel),14016k(rootfs)" ]
	sed 's/"vars": {/"vars": { "mtdparts": "mtdparts=other",/' cam.json >own.json
	flashplan image own.json -o full.bin >/dev/null
	[ "$(flashplan env get full.bin bootargs)" = 'console=ttyS0 ${mtdparts}' ]
	sed 's/, "mtd-id": "spi0.0"//' cam.json >no-id.json
	split flashplan check no-id.json
	[ $status = 1 ]
	[[ $stdout == *'no-id.json:7:37: /partitions/env/env: `env`: ${mtdparts} stands for'*'add "mtd-id"'* ]]
	flashplan convert -t json cam.json | grep -qF 'console=ttyS0 ${mtdparts}'
}

@test "--files: present, fit, type and checksum, all at once, with what is used" {
	camera
	split flashplan check cam.json --files
	[ $status = 0 ]
	[[ $stdout == *"cam.json  boot    256K (0x40000)  250000 (0x3d090)  12144 (0x2f70)  95"* ]]
	make-synth random 300000 1 >boot.bin
	echo '<html></html>' >kernel.bin
	split flashplan check cam.json --files
	[ $status = 1 ]
	[[ $stdout == *'cam.json:6:39: /partitions/boot/file: `boot`: boot.bin has 300000 (0x493e0)'*'cam.json:8:57: /partitions/kernel/file: `kernel`: expected'* ]]
	rm boot.bin
	split flashplan check cam.json --files --json
	[ $status = 1 ]
	[[ $stdout == *'cannot open boot.bin'* ]]
}

@test "--warn-above: a warning, which --strict counts" {
	camera
	split flashplan check cam.json --files --warn-above 96%
	[ $status = 0 ]
	[[ $stdout == *'warning: /partitions/kernel/file: `kernel` is filled to 100 %: 2M (0x200000) of 2M (0x200000)'* ]]
	[[ $stdout != *'`boot` is filled'* ]]
	[[ $stdout != *'`env` is filled'* ]]
	split flashplan check cam.json --files --warn-above 95 --strict
	[ $status = 1 ]
	[[ $stdout == *'`boot` is filled to 95 %'* ]]
	split flashplan check cam.json --warn-above 95
	[ $status = 2 ]
	has "add --files"
	split flashplan check cam.json --files --warn-above 200
	[ $status = 2 ]
}

@test "--annotations: lines for GitHub, escaped" {
	camera
	sed 's/"size": "2M"/"sise": "2M"/' cam.json >'a,b.json'
	split flashplan check a,b.json --annotations
	[ $status = 1 ]
	[ "${stdout%%$'\n'*}" = '::error file=a%2Cb.json,line=8,col=5::/partitions/kernel: the `size` is missing (hint: "rest" means up to the next partition or the chip'"'"'s end)' ]
}

@test "check *.json passes over manifests of backups and images" {
	camera
	flashplan image cam.json -o full.bin --manifest full.json >/dev/null
	echo '{ "flashplan-backup": 1 }' >old.bak.json
	split flashplan check ./*.json
	[ $status = 0 ]
	has "note: ./full.json is passed over" "note: ./old.bak.json is passed over"
	[[ $stdout == *"./cam.json: ok"* ]]
}
