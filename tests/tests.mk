# SPDX-License-Identifier: GPL-2.0-or-later
# What is built for tests, and the targets that run it: check, torture, fuzz, bench. Included by ../Makefile.

TEST_SRC  := $(wildcard tests/*/test-*.c)
TESTS     := $(patsubst tests/%.c,$(B)/tests/%,$(TEST_SRC))
TEST_HELP := $(wildcard tests/support/*.c)
# The emulated chip of tests/chip/; its model is linked into its own suite.
CHIP      := $(B)/tests/flashplan-chip
CHIP_SRC  := $(filter-out $(TEST_SRC),$(wildcard tests/chip/*.c))
$(B)/obj/tests/%.o: ALL_CPPFLAGS += -Itests
$(B)/obj/tests/%.o: ALL_CPPFLAGS += $(shell $(PKG_CONFIG) --cflags check)
TEST_LIBS  = $(shell $(PKG_CONFIG) --libs check)

define link
@mkdir -p $(@D)
$(call say,LD,$@)
$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS)
endef

# A test program: its own file, the helpers, and all of the library.
.SECONDARY: $(call objects,$(TEST_SRC) $(TEST_HELP) $(wildcard tests/plugins/*.c tests/bench/*.c))
$(TESTS): $(B)/tests/%: $(B)/obj/tests/%.o $(call objects,$(TEST_HELP)) $(LIB)
	$(link) $(TEST_LIBS)

# The suite in which every allocation fails in turn: the library's allocations come to it.
wrap = $(patsubst %,-Wl$(comma)--wrap=%,$(1))
comma := ,
$(B)/tests/plan/test-memory: ALL_LDFLAGS += $(call wrap,malloc calloc realloc strdup strndup realpath fp_arena_alloc fp_arena_strdup)

# The suite that dies at any call that puts something on disk.
$(B)/tests/job/test-sequences: ALL_LDFLAGS += $(call wrap,fsync fdatasync unlink)

# Synthetic partition content, for the bats tests and the demo.
$(B)/tests/make-synth: $(call objects,tests/make-synth.c tests/support/synth.c) $(LIB)
	$(link)

# A U-Boot for the scripts that are made for one.
$(B)/tests/fake-uboot: $(call objects,tests/fake-uboot.c) $(LIB)
	$(link)

# Programmers that misbehave, for the tests of what starts them.
TEST_PLUGINS := $(patsubst tests/plugins/%.c,$(B)/tests/plugins/flashplan-%,$(wildcard tests/plugins/*.c))
$(B)/tests/plugins/flashplan-%: $(B)/obj/tests/plugins/%.o $(LIB)
	$(link)

$(B)/tests/plugin/test-replies: $(B)/obj/plugin/uboot/replies.o
# A programmer's own files, but for its main(), and a kernel that the suite plays.
$(B)/tests/plugin/test-mtd: $(call objects,$(filter-out plugin/mtd/main.c,$(wildcard plugin/mtd/*.c)))
$(B)/tests/plugin/test-mtd: ALL_LDFLAGS += $(call wrap,ioctl pwrite pwrite64)
$(B)/obj/tests/plugin/test-mtd.o: ALL_CPPFLAGS += -I.

$(B)/tests/chip/test-chip: $(call objects,$(filter-out tests/chip/main.c,$(CHIP_SRC)))
$(CHIP): $(call objects,$(CHIP_SRC))
	$(link)

# The device with a boot loader of tests/uboot/.
UBOOT := $(B)/tests/flashplan-uboot
$(UBOOT): $(call objects,$(filter-out $(TEST_SRC),$(wildcard tests/uboot/*.c)))
	$(link)

# Fuzz targets, for `make fuzz` with libFuzzer, and for `make check` with a main() that replays the seeds.
FUZZ   := $(patsubst tests/fuzz/fuzz-%.c,%,$(wildcard tests/fuzz/fuzz-*.c))
REPLAY := $(patsubst %,$(B)/tests/replay-%,$(FUZZ))
FUZZ_HELP := tests/fuzz/fuzz.c tests/fuzz/scratch.c tests/support/property.c
# Those that run the command need all of it but its own main().
FUZZ_TOOL := command options
$(foreach f,$(FUZZ_TOOL),$(B)/fuzz-$(f) $(B)/tests/replay-$(f)): $(call objects,$(filter-out tools/flashplan.c,$(TOOL_SRC))) \
	$(B)/obj/tests/fuzz/flashplan-without-main.o
$(B)/obj/tests/fuzz/flashplan-without-main.o: tools/flashplan.c Makefile $(B)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -Dmain=flashplan_main -MMD -MP -c -o $@ $<
$(B)/tests/replay-%: $(call objects,tests/fuzz/fuzz-%.c $(FUZZ_HELP) tests/fuzz/replay.c) $(LIB)
	$(link)
$(B)/fuzz-%: $(call objects,tests/fuzz/fuzz-%.c $(FUZZ_HELP)) $(LIB)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -fsanitize=fuzzer -o $@ $(filter %.o,$^) $(filter %.a,$^) $(LIBS)
.SECONDARY: $(call objects,$(wildcard tests/fuzz/*.c) tests/support/property.c)

.PHONY: fuzz fuzz-targets
fuzz-targets: $(patsubst %,$(B)/fuzz-%,$(FUZZ))
fuzz:
	+$(Q)$(MAKE) --no-print-directory CC=clang B=build/fuzz SANITIZE=fuzzer-no-link,address,undefined fuzz-targets
	$(Q)tests/fuzz/run build/fuzz

.PHONY: tests
tests: all $(TESTS) $(REPLAY) $(TEST_PLUGINS) $(CHIP) $(UBOOT) $(B)/tests/make-synth $(B)/tests/fake-uboot

# Everything twice: as users build it and with sanitizers; and once with clang, where it is installed.
# All cores, where nobody has said how many.
JOBS = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc))
.PHONY: check
check:
	+$(Q)$(MAKE) $(JOBS) --no-print-directory WERROR=1 tests
	+$(Q)$(MAKE) $(JOBS) --no-print-directory WERROR=1 SANITIZE=address,undefined tests
	+$(Q)! command -v clang >/dev/null || $(MAKE) $(JOBS) --no-print-directory CC=clang WERROR=1 B=build/clang tests
	$(Q)tests/run build build/sanitized

# The plug-in with other versions of libflashrom: Debian's, which this downloads.
.PHONY: check-newer
check-newer:
	+$(Q)tests/check-newer
# Real machines in QEMU: U-Boot and Linux with a SPI-NOR chip. Installs and fetches from Debian what they need.
.PHONY: check-qemu
check-qemu: all $(B)/tests/make-synth
	$(Q)tests/qemu/check $(B)
# From an erased chip to a sound one on the same machines: docs/story.md.
.PHONY: story
story: all $(CHIP) $(B)/tests/make-synth
	$(Q)tests/qemu/story $(B)

# What it costs, beside others: counted on the emulated chip, timed for images and dumps.
BENCH := $(patsubst tests/bench/%.c,$(B)/tests/bench/%,$(wildcard tests/bench/*.c))
$(B)/tests/bench/%: $(B)/obj/tests/bench/%.o
	$(link)

.PHONY: bench
bench: all $(CHIP) $(B)/tests/make-synth $(BENCH)
	$(Q)status=0; for b in chip image dump planted; do tests/bench/$$b $(B) || status=1; done; exit $$status

# The same, many more times: random jobs, cuts and faults, with totals.
FP_TORTURE ?= 2000
.PHONY: torture
torture: tests
	$(Q)for suite in torture whole sequences; do \
		FP_TORTURE=$(FP_TORTURE) CK_TIMEOUT_MULTIPLIER=20 $(B)/tests/job/test-$$suite || exit 1; done
	$(Q)for what in chip blocks contact; do tests/torture-$$what $(B) || exit 1; done
