// SPDX-License-Identifier: GPL-2.0-or-later
// The chip's commands: what a transaction's first byte means, and what it takes to be obeyed.

#include "chip.h"

struct frame {
	const uint8_t *data; /* what came after the header */
	size_t n_data;
	uint8_t *in; /* where the answer begins, past bytes that are still header */
	size_t n_in;
	uint32_t address;
};

struct command {
	uint8_t opcode;
	uint8_t address; /* bytes; 3 means 4 in 4-byte mode */
	uint8_t dummy;
	uint8_t flags;
	uint32_t value; /* for run(): an erase size, a register, a setting */
	enum chip_result (*run)(struct chip *chip, const struct command *command,
				struct frame *frame);
};

enum {
	WHILE_BUSY = 1, /* is answered also while the chip is busy */
	NEEDS_WEL = 2, /* takes a write enable before it, and uses it up */
	FOUR_BYTE = 4, /* chips with 4-byte addresses only */
	FINE = 8 /* chips with small erases only */
};

static enum chip_result run_enable(struct chip *chip, const struct command *command,
				   struct frame *frame)
{
	(void)frame;
	chip->is_enabled = command->value;
	return CHIP_OK;
}

static enum chip_result run_mode(struct chip *chip, const struct command *command,
				 struct frame *frame)
{
	(void)frame;
	chip->is_four_byte = command->value;
	return CHIP_OK;
}

/* The answer repeats for as long as the clock runs. */
static void answer(struct frame *frame, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < frame->n_in; i++)
		frame->in[i] = bytes[i % n];
}

static enum chip_result run_read_status(struct chip *chip, const struct command *command,
					struct frame *frame)
{
	uint8_t value = chip->sr[command->value];

	chip->counters.status_reads++;
	if (command->value == 0 && chip_is_busy(chip))
		value |= CHIP_SR1_BUSY | CHIP_SR1_WEL;
	if (command->value == 0 && chip->is_enabled)
		value |= CHIP_SR1_WEL;
	answer(frame, &value, 1);
	return CHIP_OK;
}

static enum chip_result run_write_status(struct chip *chip, const struct command *command,
					 struct frame *frame)
{
	const uint8_t writable[] = { 0xfc, chip->type->sr2_writable, 0xe0 };
	const size_t most = command->value == 0 ? chip->type->wrsr_bytes : 1;

	if (frame->n_data == 0 || frame->n_data > most) {
		chip->counters.refused_malformed++;
		return CHIP_OK;
	}
	if (chip_is_status_locked(chip)) {
		chip->counters.refused_locked++;
		return CHIP_OK;
	}
	for (size_t i = 0; i < frame->n_data; i++)
		chip->sr[command->value + i] = frame->data[i] & writable[command->value + i];
	chip->counters.status_writes++;
	chip->busy_until = chip->now + chip->timing.write_status;
	return CHIP_OK;
}

static enum chip_result run_read(struct chip *chip, const struct command *command,
				 struct frame *frame)
{
	(void)command;
	chip_read(chip, frame->address % chip->type->size, frame->in, frame->n_in);
	return CHIP_OK;
}

static enum chip_result run_program(struct chip *chip, const struct command *command,
				    struct frame *frame)
{
	const uint32_t offset = frame->address % chip->type->size;

	(void)command;
	if (frame->n_data == 0) {
		chip->counters.refused_malformed++;
		return CHIP_OK;
	}
	if (chip_is_protected(chip, offset & ~(CHIP_PAGE - 1), CHIP_PAGE)) {
		chip->counters.refused_protected++;
		return CHIP_OK;
	}
	return chip_program(chip, offset, frame->data, frame->n_data);
}

/* Chip select must rise right after the address, and one protected sector is enough to refuse. */
static enum chip_result run_erase(struct chip *chip, const struct command *command,
				  struct frame *frame)
{
	uint32_t size = command->value;
	const uint32_t offset =
		chip_erase_start(chip->type, frame->address % chip->type->size, &size);

	if (frame->n_data || frame->n_in) {
		chip->counters.refused_malformed++;
		return CHIP_OK;
	}
	if (chip_is_protected(chip, offset, size)) {
		chip->counters.refused_protected++;
		return CHIP_OK;
	}
	return chip_erase(chip, offset, size);
}

static enum chip_result run_rdid(struct chip *chip, const struct command *command,
				 struct frame *frame)
{
	(void)command;
	answer(frame, chip->type->id, chip->type->n_id);
	return CHIP_OK;
}

/* REMS answers vendor and device, RES the device alone; the device is the capacity less one. */
static enum chip_result run_old_id(struct chip *chip, const struct command *command,
				   struct frame *frame)
{
	const uint8_t id[] = { chip->type->id[0], (uint8_t)(chip->type->id[2] - 1) };

	if (command->value)
		answer(frame, id, sizeof id);
	else
		answer(frame, id + 1, 1);
	return CHIP_OK;
}

static enum chip_result run_read_ear(struct chip *chip, const struct command *command,
				     struct frame *frame)
{
	(void)command;
	answer(frame, &chip->ear, 1);
	return CHIP_OK;
}

static enum chip_result run_write_ear(struct chip *chip, const struct command *command,
				      struct frame *frame)
{
	(void)command;
	if (frame->n_data == 1)
		chip->ear = frame->data[0];
	return CHIP_OK;
}

static const struct command commands[] = {
	{ 0x06, 0, 0, 0, true, run_enable },
	{ 0x04, 0, 0, 0, false, run_enable },
	{ 0x05, 0, 0, WHILE_BUSY, 0, run_read_status },
	{ 0x35, 0, 0, WHILE_BUSY, 1, run_read_status },
	{ 0x15, 0, 0, WHILE_BUSY, 2, run_read_status },
	{ 0x01, 0, 0, NEEDS_WEL, 0, run_write_status },
	{ 0x31, 0, 0, NEEDS_WEL, 1, run_write_status },
	{ 0x11, 0, 0, NEEDS_WEL, 2, run_write_status },
	{ 0x03, 3, 0, 0, 0, run_read },
	{ 0x0b, 3, 1, 0, 0, run_read },
	{ 0x13, 4, 0, FOUR_BYTE, 0, run_read },
	{ 0x0c, 4, 1, FOUR_BYTE, 0, run_read },
	{ 0x02, 3, 0, NEEDS_WEL, 0, run_program },
	{ 0x12, 4, 0, NEEDS_WEL | FOUR_BYTE, 0, run_program },
	{ 0x20, 3, 0, NEEDS_WEL | FINE, 4096, run_erase },
	{ 0x52, 3, 0, NEEDS_WEL | FINE, 32768, run_erase },
	{ 0xd8, 3, 0, NEEDS_WEL, 65536, run_erase },
	{ 0x21, 4, 0, NEEDS_WEL | FOUR_BYTE, 4096, run_erase },
	{ 0x5c, 4, 0, NEEDS_WEL | FOUR_BYTE, 32768, run_erase },
	{ 0xdc, 4, 0, NEEDS_WEL | FOUR_BYTE, 65536, run_erase },
	{ 0x60, 0, 0, NEEDS_WEL, 0, run_erase },
	{ 0xc7, 0, 0, NEEDS_WEL, 0, run_erase },
	{ 0x9f, 0, 0, 0, 0, run_rdid },
	{ 0x90, 3, 0, 0, true, run_old_id },
	{ 0xab, 0, 3, 0, false, run_old_id },
	{ 0xb7, 0, 0, FOUR_BYTE, true, run_mode },
	{ 0xe9, 0, 0, FOUR_BYTE, false, run_mode },
	{ 0xc5, 0, 0, NEEDS_WEL | FOUR_BYTE, 0, run_write_ear },
	{ 0xc8, 0, 0, FOUR_BYTE, 0, run_read_ear },
};

static const struct command *find_command(const struct chip *chip, uint8_t opcode)
{
	for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
		if (commands[i].opcode == opcode &&
		    (chip->type->four_byte || !(commands[i].flags & FOUR_BYTE)) &&
		    !(chip->type->is_coarse && commands[i].flags & FINE))
			return &commands[i];
	}
	return NULL;
}

/* Takes the address out of the bytes sent; false if they end within it. Bytes of the header that
 * the programmer does not send but clocks in are not part of the answer. */
static bool parse(const struct chip *chip, const struct command *command, const uint8_t *out,
		  size_t n_out, struct frame *frame)
{
	const size_t wide = command->address == 3 && chip->is_four_byte ? 4 : command->address;
	const size_t header = 1 + wide + command->dummy;
	size_t missing;

	if (n_out < 1 + wide)
		return false;
	frame->address = wide == 3 ? chip->ear : 0;
	for (size_t i = 0; i < wide; i++)
		frame->address = frame->address << 8 | out[1 + i];
	missing = header > n_out ? header - n_out : 0;
	missing = missing < frame->n_in ? missing : frame->n_in;
	frame->in += missing;
	frame->n_in -= missing;
	frame->data = out + (header < n_out ? header : n_out);
	frame->n_data = header < n_out ? n_out - header : 0;
	return true;
}

static bool is_refused(struct chip *chip, const struct command *command)
{
	if (chip_is_busy(chip) && !(command->flags & WHILE_BUSY)) {
		chip->counters.refused_busy++;
		return true;
	}
	if (command->flags & NEEDS_WEL && !chip->is_enabled) {
		chip->counters.refused_not_enabled++;
		return true;
	}
	return false;
}

enum chip_result chip_execute(struct chip *chip, const uint8_t *out, size_t n_out, uint8_t *in,
			      size_t n_in)
{
	struct frame frame = { .in = in, .n_in = n_in };
	const struct command *command = find_command(chip, out[0]);

	if (!command || is_refused(chip, command))
		return CHIP_OK;
	if (!parse(chip, command, out, n_out, &frame)) {
		chip->counters.refused_malformed++;
		return CHIP_OK;
	}
	if (command->flags & NEEDS_WEL)
		chip->is_enabled = false;
	return command->run(chip, command, &frame);
}
