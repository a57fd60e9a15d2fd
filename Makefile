# SPDX-License-Identifier: GPL-2.0-or-later
# flashplan: plain GNU make, out of tree in build/. `make help` lists the targets.

VERSION := 0.1.0
PREFIX  ?= /usr/local
CC      ?= cc
CFLAGS  ?= -O2 -g
AR      ?= ar

# build/ is laid out like an installation: the command finds its programmers and layouts beside itself.
B := build$(if $(SANITIZE),/sanitized)
Q := $(if $(filter 1,$(V)),,@)
say = $(if $(filter 1,$(V)),,@printf '  %-4s %s\n' $(1) $(2))

WARNINGS := -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla $(if $(WERROR),-Werror)
SANITIZERS := $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
ALL_CPPFLAGS = -D_POSIX_C_SOURCE=200809L -D_XOPEN_SOURCE=700 -D_FILE_OFFSET_BITS=64 -DFP_VERSION='"$(VERSION)"' -Ilib $(LIB_CFLAGS) $(CPPFLAGS)
ALL_CFLAGS = -std=c17 $(WARNINGS) $(SANITIZERS) $(CFLAGS)
ALL_LDFLAGS = $(SANITIZERS) $(LDFLAGS)

PKG_CONFIG ?= pkg-config
has = $(shell $(PKG_CONFIG) --exists $(1) && echo yes)
# libfdt of Debian 12 has no .pc file.
LIBS := $(shell $(PKG_CONFIG) --libs jansson nettle zlib) -lfdt -lm
LIB_CFLAGS := $(shell $(PKG_CONFIG) --cflags jansson nettle zlib)

objects = $(patsubst %.c,$(B)/obj/%.o,$(1))
LIB       := $(B)/lib/libflashplan.a
LIB_SRC   := $(wildcard lib/*/*.c lib/content/kinds/*.c lib/dump/rules/*.c)
TOOL      := $(B)/bin/flashplan
TOOL_SRC  := $(wildcard tools/*.c)

# One programmer per directory of plugin/; one that needs a library names it here.
PLUGIN_NAMES := $(notdir $(patsubst %/,%,$(wildcard plugin/*/)))
NEEDS_flashrom := flashrom
MISSING := $(foreach p,$(PLUGIN_NAMES),$(if $(NEEDS_$(p)),$(if $(call has,$(NEEDS_$(p))),,$(p))))
PLUGINS := $(patsubst %,$(B)/libexec/flashplan/flashplan-%,$(filter-out $(MISSING),$(PLUGIN_NAMES)))
$(foreach p,$(MISSING),$(info note: programmer "$(p)" is left out: the library $(NEEDS_$(p)) is not installed))

LAYOUTS := $(B)/share/flashplan/layouts
MAN     := $(if $(shell command -v scdoc),$(B)/share/man/man1/flashplan.1)
$(if $(MAN),,$(info note: the man page is left out: scdoc is not installed))

.PHONY: all
all: $(TOOL) $(PLUGINS) $(LAYOUTS) $(MAN)

# What objects are made with: a file that is written anew only where it differs. -Werror changes no object.
COMPILED_WITH = $(CC) $(ALL_CPPFLAGS) $(filter-out -Werror,$(ALL_CFLAGS)) $(ALL_LDFLAGS)
$(shell mkdir -p $(B) && printf '%s\n' '$(subst ','\'',$(COMPILED_WITH))' >$(B)/flags.new; \
	cmp -s $(B)/flags.new $(B)/flags && rm $(B)/flags.new || mv $(B)/flags.new $(B)/flags)

$(B)/obj/%.o: %.c Makefile $(B)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(ALL_CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

$(LIB): $(call objects,$(LIB_SRC))
	@mkdir -p $(@D)
	$(call say,AR,$@)
	$(Q)rm -f $@ && $(AR) qcs $@ $^

$(TOOL): $(call objects,$(TOOL_SRC)) $(LIB)
	@mkdir -p $(@D)
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

define plugin_rule
$(B)/libexec/flashplan/flashplan-$(1): $$(call objects,$$(wildcard plugin/$(1)/*.c)) $$(LIB)
	@mkdir -p $$(@D)
	$$(call say,LD,$$@)
	$$(Q)$$(CC) $$(ALL_LDFLAGS) -o $$@ $$^ $$(if $$(NEEDS_$(1)),$$(shell $$(PKG_CONFIG) --libs $$(NEEDS_$(1)))) $$(LIBS)
endef
$(foreach p,$(PLUGIN_NAMES),$(eval $(call plugin_rule,$(p))))

# Which functions this libflashrom has: its version number does not tell.
FLASHROM_SYMBOLS := flashrom_flash_probe_v2 flashrom_create_context flashrom_supported_programmers \
	flashrom_set_progress_callback_v2
FLASHROM_CFLAGS := $(shell $(PKG_CONFIG) --cflags flashrom 2>/dev/null)
$(B)/flashrom-config.h: Makefile $(B)/flags
	@mkdir -p $(@D)
	$(Q)for s in $(FLASHROM_SYMBOLS); do \
		printf '#include <libflashrom.h>\nint main(void) { return (void *)%s == 0; }\n' $$s | \
			$(CC) $(FLASHROM_CFLAGS) $(CPPFLAGS) $(CFLAGS) -x c -w -o /dev/null - $(LDFLAGS) \
			$$($(PKG_CONFIG) --libs flashrom) 2>/dev/null && \
			echo "#define HAVE_$$s" | tr a-z A-Z; done | sed 's/^#DEFINE/#define/' > $@
$(call objects,$(wildcard plugin/flashrom/*.c)): $(B)/flashrom-config.h
$(call objects,$(wildcard plugin/flashrom/*.c)): ALL_CPPFLAGS += -I$(B) $(FLASHROM_CFLAGS)

# The functions of `script mtd`, as a string.
$(B)/mtd-sh.h: lib/script/mtd.sh Makefile
	@mkdir -p $(@D)
	$(Q){ echo 'static const char script_body[] ='; sed 's/[\\"]/\\&/g; s/.*/"&\\n"/' $<; echo ';'; } > $@
$(call objects,lib/script/mtd.c): $(B)/mtd-sh.h
$(call objects,lib/script/mtd.c): ALL_CPPFLAGS += -I$(B)

$(LAYOUTS):
	@mkdir -p $(@D)
	$(Q)ln -sfn $(CURDIR)/layouts $@

$(B)/share/man/man1/flashplan.1: tools/flashplan.1.scd
	@mkdir -p $(@D)
	$(call say,MAN,$@)
	$(Q)scdoc < $< > $@

# For devices: no shared libraries, no libflashrom, all in one directory.
.PHONY: static
static:
	+$(Q)contrib/static "$(CC)"

include tests/tests.mk

.PHONY: demo
demo: all $(B)/tests/make-synth
	$(Q)contrib/demo $(B)

.PHONY: lint
lint: $(LIB)
	$(Q)contrib/lint

.PHONY: install
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/flashplan \
		$(DESTDIR)$(PREFIX)/share/flashplan/layouts/schema $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 755 $(TOOL) $(DESTDIR)$(PREFIX)/bin/
	$(if $(PLUGINS),install -m 755 $(PLUGINS) $(DESTDIR)$(PREFIX)/libexec/flashplan/)
	install -m 644 layouts/*.json $(DESTDIR)$(PREFIX)/share/flashplan/layouts/
	install -m 644 layouts/schema/*.json $(DESTDIR)$(PREFIX)/share/flashplan/layouts/schema/
	$(if $(MAN),install -m 644 $(MAN) $(DESTDIR)$(PREFIX)/share/man/man1/)
	install -m 644 contrib/completions/flashplan.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/flashplan
	install -D -m 644 contrib/udev/60-flashplan.rules $(DESTDIR)$(PREFIX)/lib/udev/rules.d/60-flashplan.rules

.PHONY: uninstall
uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/libexec/flashplan $(DESTDIR)$(PREFIX)/share/flashplan
	rm -f $(DESTDIR)$(PREFIX)/bin/flashplan $(DESTDIR)$(PREFIX)/share/man/man1/flashplan.1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/flashplan \
		$(DESTDIR)$(PREFIX)/lib/udev/rules.d/60-flashplan.rules

.PHONY: dist
dist:
	git archive --prefix=flashplan-$(VERSION)/ -o flashplan-$(VERSION).tar.gz HEAD

.PHONY: clean
clean:
	rm -rf build

.PHONY: help
help:
	@echo 'all        the command, the programmers, the man page (in build/)'
	@echo 'check      all tests, plain and with sanitizers'
	@echo 'check-newer  chip tests with newer versions of libflashrom, from Debian (network, bats)'
	@echo 'check-qemu scripts and programmers on real U-Boot and Linux in QEMU (Debian; fetches 400 MB once)'
	@echo 'bench      what it costs, beside others; status 1 if a target that is counted is missed'
	@echo 'torture    2,000 random jobs, cuts, faults and sequences of each kind (FP_TORTURE=N: N)'
	@echo 'fuzz       every reader with libFuzzer, FUZZ_SECONDS (60) each; needs clang'
	@echo 'demo       the founding story on an emulated chip'
	@echo 'story      docs/story.md, run: the emulated chip, real U-Boot and Linux in QEMU (Debian; fetches 400 MB once, ten minutes)'
	@echo 'static     the command and the programmer mtd in one directory, for devices (CC=mipsel-linux-gnu-gcc)'
	@echo 'lint       formatting and the rules of CONTRIBUTING.md'
	@echo 'install    to DESTDIR and PREFIX ($(PREFIX)); uninstall removes it'
	@echo 'dist       flashplan-$(VERSION).tar.gz, from the last commit'
	@echo 'clean      removes build/'
	@echo 'Variables: CC CFLAGS LDFLAGS PREFIX DESTDIR V=1 SANITIZE=address,undefined'

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
