// SPDX-License-Identifier: GPL-2.0-or-later
// The header of an update file, from a span's JSON. The defaults are those of the demo.bin of stock
// Ingenic cameras, but for its name.

#include <jansson.h>
#include <string.h>

#include "base/nearest.h"
#include "plan/wrap.h"

static void read_name(struct fp_reader *r, json_t *value, void *out)
{
	const char *text = json_string_value(value);

	if (!text)
		fp_reader_refuse(r, "a string", value);
	else if (strlen(text) > FP_UIMAGE_NAME_MAX)
		FP_FAULT(r, "the name has more than %d bytes", FP_UIMAGE_NAME_MAX);
	else
		memcpy(out, text, strlen(text));
}

static void read_word(struct fp_reader *r, json_t *value, void *out)
{
	uint64_t number = 0;

	if (!fp_reader_number(r, value, &number))
		return;
	if (number > UINT32_MAX)
		FP_FAULT(r, "expected a number of 32 bits");
	else
		*(uint32_t *)out = (uint32_t)number;
}

static void read_field(struct fp_reader *r, json_t *value, uint8_t *out, enum fp_uimage_field field)
{
	struct fp_nearest nearest = { 0 };
	const char *name = json_string_value(value);
	struct fp_error *err;

	if (!name) {
		fp_reader_refuse(r, "a name, as mkimage takes it", value);
	} else if (!fp_uimage_number(field, name, out)) {
		err = FP_FAULT(r, "\"%.40s\" is not known here", name);
		for (size_t i = 0; fp_uimage_name_at(field, i); i++)
			fp_nearest_offer(&nearest, name, fp_uimage_name_at(field, i));
		fp_nearest_hint(&nearest, "\"", "\"", err);
	}
}

static void read_os(struct fp_reader *r, json_t *value, void *out)
{
	read_field(r, value, out, FP_UIMAGE_OS);
}

static void read_arch(struct fp_reader *r, json_t *value, void *out)
{
	read_field(r, value, out, FP_UIMAGE_ARCH);
}

static void read_type(struct fp_reader *r, json_t *value, void *out)
{
	const char *name = json_string_value(value);

	/* mkimage puts a table of sizes before their data. */
	if (name && (strcmp(name, "multi") == 0 || strcmp(name, "script") == 0))
		FP_FAULT(r, "an image of type %s holds more than one range of the flash", name);
	else
		read_field(r, value, out, FP_UIMAGE_TYPE);
}

static void read_compression(struct fp_reader *r, json_t *value, void *out)
{
	read_field(r, value, out, FP_UIMAGE_COMPRESSION);
}

static void read_uimage(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "name", read_name, offsetof(struct fp_uimage, name) },
		{ "os", read_os, offsetof(struct fp_uimage, os) },
		{ "arch", read_arch, offsetof(struct fp_uimage, arch) },
		{ "type", read_type, offsetof(struct fp_uimage, type) },
		{ "compression", read_compression, offsetof(struct fp_uimage, compression) },
		{ "load", read_word, offsetof(struct fp_uimage, load) },
		{ "entry", read_word, offsetof(struct fp_uimage, entry) },
		{ "time", read_word, offsetof(struct fp_uimage, time) },
		{ NULL, NULL, 0 },
	};
	struct fp_uimage *const uimage = out;

	fp_uimage_number(FP_UIMAGE_OS, "linux", &uimage->os);
	fp_uimage_number(FP_UIMAGE_ARCH, "mips", &uimage->arch);
	uimage->type = FP_UIMAGE_FIRMWARE;
	if (fp_reader_object(r, value, keys, uimage) && !json_object_get(value, "entry"))
		uimage->entry = uimage->load;
}

void fp_read_wrap(struct fp_reader *r, json_t *value, void *out)
{
	static const struct fp_key keys[] = {
		{ "uimage", read_uimage, 0 },
		{ NULL, NULL, 0 },
	};
	struct fp_uimage *uimage = fp_reader_alloc(r, 1, sizeof *uimage);

	if (!uimage)
		return;
	if (fp_reader_object(r, value, keys, uimage) && !json_object_get(value, "uimage"))
		FP_FAULT(r, "expected `uimage`, the only wrapping that is known");
	*(const struct fp_uimage **)out = uimage;
}
