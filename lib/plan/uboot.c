// SPDX-License-Identifier: GPL-2.0-or-later
// U-Boot's side of a plan.

#include <jansson.h>
#include <string.h>

#include "base/scan.h"
#include "plan/check.h"
#include "plan/reader.h"
#include "plan/uboot.h"

bool fp_uboot_media_is_valid(const char *media)
{
	struct fp_scan s = { media, media + strlen(media) };
	uint64_t device, partition;

	if (strcmp(media, "tftp") == 0)
		return true;
	return (fp_scan_word(&s, "mmc ") || fp_scan_word(&s, "usb ")) &&
	       fp_scan_number(&s, 16, &device) && device <= 0xff && fp_scan_char(&s, ':') &&
	       fp_scan_number(&s, 16, &partition) && partition <= 0xff && s.p == s.end;
}

static void read_media(struct fp_reader *r, json_t *value, void *out)
{
	const char *const media = json_string_value(value);

	if (!media)
		fp_reader_refuse(r, "a string such as \"mmc 0:1\"", value);
	else if (!fp_uboot_media_is_valid(media))
		FP_FAULT(r, "expected \"mmc 0:1\", \"usb 0:1\" (device and partition) or \"tftp\"");
	else
		fp_read_string(r, value, out);
}

static void read_address(struct fp_reader *r, json_t *value, void *out)
{
	uint64_t address = 0;

	if (!fp_reader_number(r, value, &address))
		return;
	if (!address)
		fp_hint(FP_FAULT(r, "expected an address of RAM, such as \"0x80600000\""),
			"U-Boot shows one that is good as `loadaddr`");
	else if (address % FP_UBOOT_ALIGN)
		FP_FAULT(r, "the address is not a multiple of %d", FP_UBOOT_ALIGN);
	else
		*(uint64_t *)out = address;
}

void fp_read_uboot(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "load-address", read_address, offsetof(struct fp_uboot, load_address) },
		{ "media", read_media, offsetof(struct fp_uboot, media) },
		{ NULL, NULL, 0 },
	};

	fp_reader_object(r, value, keys, out);
}
