#!/usr/bin/env bats
# SPDX-License-Identifier: GPL-2.0-or-later
# Kinds of content, each made here by the tool that makes it in the field: recognised, with its true length where the
# format knows it, right behind it and inside of a chip; and found damaged when it is cut.

load helpers

tree() { # some files, alike each time
	mkdir -p tree/bin
	make-synth random 20000 1 >tree/bin/app
	for i in 1 2 3 4 5 6 7 8; do
		printf 'line %s of a text\n' "$i" >>tree/motd
	done
}

# is FILE KIND [USED]: the file with bytes behind it is of that kind and as long (USED: its own size), and cut in the middle
# it is not good (HALF=any: nothing tells).
is() {
	local file=$1 kind=$2 used=${3-$(wc -c <"$1")}
	{
		cat "$file"
		head -c 5001 /dev/zero | tr '\0' '\377'
	} >padded.bin
	[ $(($(wc -c <padded.bin) % 4096)) != 0 ] || printf '\377' >>padded.bin
	split flashplan inspect padded.bin --json
	echo "$stdout"
	[ $status = 0 ]
	fact kind "$kind"
	fact check good
	[ -z "$used" ] || fact used "$used"
	head -c $(($(wc -c <"$file") / 2)) "$file" >half.bin
	[ $(($(wc -c <half.bin) % 4096)) != 0 ] || printf 'x' >>half.bin
	split flashplan inspect half.bin --json
	[ -n "$HALF" ] || ! [[ $stdout == *"\"kind\": \"$kind\""*'"check": "good"'* ]] || return 1
	split flashplan inspect padded.bin --json # for further facts
}

fact() { # KEY VALUE of the outcome's only row
	python3 -c 'import json, sys
row = json.loads(sys.argv[3])["partitions"][0]
found = row["facts"].get(sys.argv[1], row.get(sys.argv[1]))
sys.exit(str(found) != sys.argv[2] and f"{sys.argv[1]} is {found}, not {sys.argv[2]}")' "$1" "$2" "$stdout"
}

@test "uImage" {
	needs mkimage
	make-synth random 9999 1 >data
	SOURCE_DATE_EPOCH=1600000000 mkimage -A arm -O linux -T kernel -C gzip -a 0x8000 -e 0x8040 -n 'Linux-4.9' -d data u.img >/dev/null
	is u.img uimage
	fact arch arm
	fact load 0x00008000
	fact entry 0x00008040
	fact name Linux-4.9
	fact time '2020-09-13 12:26:40'
}

@test "a uImage with a header of 96 bytes" {
	needs mkimage
	make-synth random 9999 1 >data
	mkimage -A mips -O linux -T kernel -C lzma -d data u.img >/dev/null
	python3 - <<-'EOF'
		import struct, zlib
		image = open("u.img", "rb").read()
		head = image[:4] + b"\0\0\0\0" + image[8:64] + b"\0" * 32
		open("padded-header.img", "wb").write(head[:4] + struct.pack(">I", zlib.crc32(head)) + head[8:] + image[64:])
	EOF
	is padded-header.img uimage
	fact header '96 bytes'
}

@test "FIT image, with data inside and behind it" {
	needs mkimage
	needs dtc
	make-synth random 9999 1 >kernel.bin
	for external in '' -E; do
		# shellcheck disable=SC2086 # an option or none
		SOURCE_DATE_EPOCH=1600000000 mkimage $external -f auto -A arm64 -O linux -T kernel -C none -n test -d kernel.bin f.itb >/dev/null
		if [ "$external" ]; then
			HALF=any is f.itb fit ''
		else
			is f.itb fit
		fi
		fact arch arm64
		fact images 1
	done
	printf x | dd of=f.itb bs=1 seek=$(($(wc -c <f.itb) - 100)) conv=notrunc 2>/dev/null
	split flashplan inspect f.itb --json
	[ $status = 1 ]
	[[ $stdout == *"hash of image"* ]]
}

@test "device-tree blob" {
	needs dtc
	echo '/dts-v1/; / { model = "Some board"; compatible = "vendor,board"; node { x = <1>; }; };' | dtc -O dtb -o b.dtb -
	is b.dtb dtb
	fact model 'Some board'
}

@test "SquashFS, in every compression" {
	needs mksquashfs
	tree
	for comp in gzip xz lzo lz4 zstd; do
		mksquashfs tree s.$comp -comp $comp -nopad -noappend -quiet -all-root >/dev/null 2>&1 || continue
		is s.$comp squashfs
		fact compression $comp
	done
	# Under a vendor's magic number.
	{
		printf shsq
		tail -c +5 s.xz
	} >vendor
	is vendor squashfs
	fact magic shsq
}

@test "JFFS2, in both byte orders, up to its last node" {
	needs mkfs.jffs2
	tree
	mkfs.jffs2 -r tree -l -e 0x10000 -o little
	mkfs.jffs2 -r tree -b -e 0x10000 -o big
	HALF=any is little jffs2
	fact byte-order little
	HALF=any is big jffs2
	fact byte-order big
	mkfs.jffs2 -r tree -l -e 0x10000 --pad=0x20000 -o padded
	printf x >>padded
	split flashplan inspect padded --json
	fact used "$(wc -c <little)"
}

@test "UBI and UBIFS" {
	needs mkfs.ubifs
	needs ubinize
	tree
	mkfs.ubifs -r tree -m 1 -e 65408 -c 40 -o u.fs
	HALF=any is u.fs ubifs
	printf '[root]\nmode=ubi\nimage=u.fs\nvol_id=0\nvol_size=4MiB\nvol_type=dynamic\nvol_name=root\n' >ubi.cfg
	ubinize -o u.ubi -p 64KiB -m 1 ubi.cfg
	HALF=any is u.ubi ubi
	fact block '65536 bytes'
	fact volumes 1
}

@test "CramFS" {
	needs mkfs.cramfs
	tree
	mkfs.cramfs tree c.img
	is c.img cramfs
	mkfs.cramfs -N big tree c.img
	is c.img cramfs
	fact byte-order big
}

@test "ROMFS" {
	needs genromfs
	tree
	genromfs -d tree -f r.img -V label
	is r.img romfs "$(python3 -c 'import struct; print(struct.unpack(">I", open("r.img", "rb").read()[8:12])[0])')"
	fact name label
}

@test "EROFS" {
	needs mkfs.erofs
	tree
	mkfs.erofs e.img tree >/dev/null 2>&1
	is e.img erofs
	printf x | dd of=e.img bs=1 seek=1100 conv=notrunc 2>/dev/null
	printf x >>e.img
	split flashplan inspect e.img --json
	[ $status = 1 ]
	[[ $stdout == *"superblock CRC"* ]]
}

@test "ext file systems" {
	needs mke2fs
	for type in ext2 ext3 ext4; do
		truncate -s 4M x.img
		mke2fs -q -F -t $type -L label x.img
		is x.img ext
		fact version $type
		rm x.img
	done
}

@test "compressed data: gzip, xz, lzma, lz4, zstd, bzip2, lzo" {
	make-synth random 30000 1 >data
	for tool in gzip xz zstd bzip2 lz4 lzop; do
		command -v $tool >/dev/null || continue
		$tool -c <data >data.$tool
		is data.$tool "$(sed 's/lzop/lzo/' <<<$tool)"
	done
	if command -v lz4 >/dev/null; then
		lz4 -l -c <data >legacy
		head -c 40000 /dev/zero >>data
		HALF=any is legacy lz4 ''
	fi
	command -v xz >/dev/null || skip "no xz for lzma"
	xz --format=lzma -c <data >data.lzma
	HALF=any is data.lzma lzma ''
}

@test "wrong files: zip, Intel HEX, ELF, HTML, text, LFS pointer" {
	printf '<!DOCTYPE html><html>' >page
	split flashplan inspect page --json
	fact kind html
	printf '404: Not Found\n' >text
	split flashplan inspect text --json
	fact kind text
	printf 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1234\n' >pointer
	split flashplan inspect pointer --json
	fact kind lfs-pointer
	fact size '1234 bytes'
	printf ':020000040800F2\n:1000000000000220C1000008C5000008C700000810\n' >hex
	split flashplan inspect hex --json
	fact kind ihex
	is "$FP_BUILD/bin/flashplan" elf "$(python3 -c 'import struct, sys
d = open(sys.argv[1], "rb").read()
print(struct.unpack("<Q", d[40:48])[0] + struct.unpack("<H", d[58:60])[0] * struct.unpack("<H", d[60:62])[0])' "$FP_BUILD/bin/flashplan")"
	if command -v zip >/dev/null; then
		echo a >a
		zip -q z.zip a
		is z.zip zip
		fact first a
	fi
}

@test "boot loaders of Rockchip, Allwinner and MediaTek" {
	needs mkimage
	make-synth random 20480 1 >spl
	mkimage -T sunxi_egon -d spl egon >/dev/null && is egon allwinner-spl
	mkimage -T rkspi -n rk3288 -d spl rk >/dev/null && HALF=any is rk rockchip-idb ''
	if mkimage -T mtk_image -a 0x201000 -e 0x201000 -n "media=snand;nandinfo=2k+64" -d spl mtk >/dev/null 2>&1; then
		mkimage -T mtk_image -a 0x201000 -e 0x201000 -n "media=emmc" -d spl mtk >/dev/null
		HALF=any is mtk mediatek-boot ''
		fact medium emmc
	fi
}

@test "U-Boot's environment and its version" {
	needs mkenvimage
	printf 'bootdelay=3\nethaddr=02:00:00:00:00:01\n' >env.txt
	mkenvimage -s 4096 -o env.bin env.txt
	printf 'x' >>env.bin
	split flashplan inspect env.bin --json
	fact kind env
	fact used 4096
	{
		printf '\352\0\0\352'
		head -c 5000 /dev/zero
		printf 'U-Boot 2013.07 (May 04 2018 - 11:12:13)\0'
		make-synth random 9999 1
	} >uboot.bin
	printf '\6\0\0\352' | dd of=uboot.bin conv=notrunc 2>/dev/null
	split flashplan inspect uboot.bin --json
	fact kind u-boot
	fact u-boot 2013.07
	fact built 'May 04 2018 - 11:12:13'
	fact arch arm
}

@test "vendors' images and tables: TRX, SEAMA, HDR1, TP-Link, FMAP, CBFS, UEFI, VPD, descriptor, GbE, HiSilicon, SigmaStar" {
	python3 "$BATS_TEST_DIRNAME/../vendor-images.py"
	for file in trx seama tplink tplink-v2 tplink-safeloader fmap cbfs uefi-fv intel-fd sigmastar-ipl; do
		is $file "${file%-v2}"
	done
	for file in hisilicon-boot intel-me; do
		HALF=any is $file $file ''
	done
	HALF=any is intel-gbe intel-gbe ''
	fact mac 02:11:22:33:44:55
	is hdr1 hdr1
	fact blob 'root at 0x180000, 64 bytes'
	is vpd vpd
	fact serial_number ABC123
}

@test "a kind in a plan takes what its tool makes, and refuses the rest" {
	needs mksquashfs
	tree
	mksquashfs tree root.img -comp xz -noappend -quiet -all-root >/dev/null 2>&1
	printf '{ "flashplan": 1, "flash": { "size": "128K" }, "partitions": [ { "name": "root", "size": "rest", "type": ["squashfs", "cramfs"] } ] }' >plan.json
	flashplan image plan.json -o full.bin -i root:root.img >/dev/null
	head -c 300 root.img >cut.img
	split flashplan image plan.json -o x.bin -i root:cut.img
	[ $status = 3 ]
	has 'damaged SquashFS'
	make-synth random 4000 1 >cut.img
	split flashplan image plan.json -o x.bin -i root:cut.img
	[ $status = 3 ]
	has 'found nothing known (starts with' 'entropy' '--force takes it as it is'
	flashplan image plan.json -o x.bin -i root:cut.img --force >/dev/null
	cmp -n 4000 x.bin cut.img
}
