# Read alike by GNU make and by bmake: no $^, no pattern rule, no include that
# may be missing.
#
# Rooms are archives. Below, each program names the rooms it uses, from the top
# floor down, and gets no others; what it needs from elsewhere is an undefined
# reference. So qkarma-maildir has no journal, no database and no check in it, nor
# libcdb; qkarma-smtpd and qkarma-server cannot fold, and have no command;
# qkarma-fold has nothing that speaks SMTP and none of the operator's commands;
# qkarma has no dialogue. What an
# object takes from above its own room does not link either, unless the program
# has it in already: tests/build_test.sh links each room alone, with only what
# stands below it.

PREFIX = /usr/local
DESTDIR =

# `make CC=clang` puts another compiler in the place of the one that conf-cc
# names; conf-ld's too, if that is the same.
COMPILER != sed 's/ .*//; q' conf-cc
CC = $(COMPILER)
COMPILE != sed 's|^[^ ]*|$(CC)|; q' conf-cc
LINK != sed 's|^$(COMPILER) |$(CC) |; q' conf-ld
LINK_SHARED != sed 's|^$(COMPILER) |$(CC) |; s/ -static / /; s/ -static$$//; q' \
	conf-ld
ARCHIVE = rm -f $@ && ar rc $@

STATIC = bin/qkarma-smtpd bin/qkarma-fold bin/qkarma bin/qkarma-maildir \
	bin/qkarma-server
PROGRAMS = $(STATIC) bin/qkarma-tlsd bin/qkarma-tell bin/qkarma-hear

all: $(PROGRAMS)

# Those that conf-ld may link statically, and `make fast` makes with musl.
static: $(STATIC)

# The programs. -lcdb stands before -lskarnet because both define cdb_init and
# cdb_find, and the first one wins. -lcares is for src/dns alone.

USED_BY_SMTPD = src/maildir.a src/smtp.a src/checks.a src/dns.a src/database.a \
	src/session.a src/handover.a src/journal.a src/karma.a src/config.a \
	src/base.a
bin/qkarma-smtpd: src/qkarma-smtpd.o $(USED_BY_SMTPD)
	mkdir -p bin
	$(LINK) -o $@ src/qkarma-smtpd.o $(USED_BY_SMTPD) -lcares -lcdb \
	  -lskarnet

USED_BY_SERVER = src/server.a $(USED_BY_SMTPD)
bin/qkarma-server: src/qkarma-server.o $(USED_BY_SERVER)
	mkdir -p bin
	$(LINK) -o $@ src/qkarma-server.o $(USED_BY_SERVER) -lcares -lcdb \
	  -lskarnet

USED_BY_FOLD = src/fold.a src/checks.a src/dns.a src/database.a \
	src/session.a src/journal.a src/karma.a src/config.a src/base.a
bin/qkarma-fold: src/qkarma-fold.o $(USED_BY_FOLD)
	mkdir -p bin
	$(LINK) -o $@ src/qkarma-fold.o $(USED_BY_FOLD) -lcares -lcdb -lskarnet

USED_BY_TOOL = src/tool/commands.a src/tool/page.a src/tool/census.a \
	src/tool/simulate.a src/tool/lint.a \
	src/tool/export.a src/tool/report.a src/tool/open.a src/tool/args.a \
	src/tool/print.a src/share.a src/fold.a src/checks.a src/dns.a \
	src/database.a src/session.a src/handover.a src/journal.a src/karma.a \
	src/config.a src/base.a
bin/qkarma: src/qkarma.o $(USED_BY_TOOL)
	mkdir -p bin
	$(LINK) -o $@ src/qkarma.o $(USED_BY_TOOL) -lcares -lcdb -lskarnet

USED_BY_MAILDIR = src/maildir.a src/smtp.a src/session.a src/karma.a \
	src/config.a src/base.a
bin/qkarma-maildir: src/qkarma-maildir.o $(USED_BY_MAILDIR)
	mkdir -p bin
	$(LINK) -o $@ src/qkarma-maildir.o $(USED_BY_MAILDIR) -lskarnet

# Never static: what is mended in the system's OpenSSL must reach it. It starts
# once, and nobody else is linked with it.
USED_BY_TLSD = src/tls.a src/config.a src/base.a
bin/qkarma-tlsd: src/qkarma-tlsd.o $(USED_BY_TLSD)
	mkdir -p bin
	$(LINK_SHARED) -o $@ src/qkarma-tlsd.o $(USED_BY_TLSD) -lssl -lcrypto \
	  -lskarnet

# Nor these, for the sake of hiredis: it is in nobody else.
USED_BY_SHARE = src/share.a src/fold.a src/database.a src/journal.a \
	src/karma.a src/config.a src/base.a
bin/qkarma-tell: src/qkarma-tell.o $(USED_BY_SHARE)
	mkdir -p bin
	$(LINK_SHARED) -o $@ src/qkarma-tell.o $(USED_BY_SHARE) -lhiredis -lcdb \
	  -lskarnet

bin/qkarma-hear: src/qkarma-hear.o $(USED_BY_SHARE)
	mkdir -p bin
	$(LINK_SHARED) -o $@ src/qkarma-hear.o $(USED_BY_SHARE) -lhiredis -lcdb \
	  -lskarnet

$(PROGRAMS): conf-ld Makefile

# The rooms: what is in their directories. src/files changes when a source file
# comes or goes, and all archives are then made anew: none keeps an object whose
# source is gone.

FILES != find src -name '*.c' | sort >src/files.new; \
	cmp -s src/files.new src/files || cp src/files.new src/files; \
	rm src/files.new

MAILDIR != ls src/maildir/*.c | sed 's/c$$/o/'
src/maildir.a: $(MAILDIR) src/files
	$(ARCHIVE) $(MAILDIR)

TLS != ls src/tls/*.c | sed 's/c$$/o/'
src/tls.a: $(TLS) src/files
	$(ARCHIVE) $(TLS)

SERVER != ls src/server/*.c | sed 's/c$$/o/'
src/server.a: $(SERVER) src/files
	$(ARCHIVE) $(SERVER)

SMTP != ls src/smtp/*.c | sed 's/c$$/o/'
src/smtp.a: $(SMTP) src/files
	$(ARCHIVE) $(SMTP)

COMMANDS != ls src/tool/commands/*.c | sed 's/c$$/o/'
src/tool/commands.a: $(COMMANDS) src/files
	$(ARCHIVE) $(COMMANDS)

PAGE != ls src/tool/page/*.c | sed 's/c$$/o/'
src/tool/page.a: $(PAGE) src/files
	$(ARCHIVE) $(PAGE)

CENSUS != ls src/tool/census/*.c | sed 's/c$$/o/'
src/tool/census.a: $(CENSUS) src/files
	$(ARCHIVE) $(CENSUS)

SIMULATE != ls src/tool/simulate/*.c | sed 's/c$$/o/'
src/tool/simulate.a: $(SIMULATE) src/files
	$(ARCHIVE) $(SIMULATE)

LINT != ls src/tool/lint/*.c | sed 's/c$$/o/'
src/tool/lint.a: $(LINT) src/files
	$(ARCHIVE) $(LINT)

EXPORT != ls src/tool/export/*.c | sed 's/c$$/o/'
src/tool/export.a: $(EXPORT) src/files
	$(ARCHIVE) $(EXPORT)

REPORT != ls src/tool/report/*.c | sed 's/c$$/o/'
src/tool/report.a: $(REPORT) src/files
	$(ARCHIVE) $(REPORT)

OPEN != ls src/tool/open/*.c | sed 's/c$$/o/'
src/tool/open.a: $(OPEN) src/files
	$(ARCHIVE) $(OPEN)

ARGS != ls src/tool/args/*.c | sed 's/c$$/o/'
src/tool/args.a: $(ARGS) src/files
	$(ARCHIVE) $(ARGS)

PRINT != ls src/tool/print/*.c | sed 's/c$$/o/'
src/tool/print.a: $(PRINT) src/files
	$(ARCHIVE) $(PRINT)

CHECKS != ls src/checks/*.c | sed 's/c$$/o/'
src/checks.a: $(CHECKS) src/files
	$(ARCHIVE) $(CHECKS)

DNS != ls src/dns/*.c | sed 's/c$$/o/'
src/dns.a: $(DNS) src/files
	$(ARCHIVE) $(DNS)

HANDOVER != ls src/handover/*.c | sed 's/c$$/o/'
src/handover.a: $(HANDOVER) src/files
	$(ARCHIVE) $(HANDOVER)

SESSION != ls src/session/*.c | sed 's/c$$/o/'
src/session.a: $(SESSION) src/files
	$(ARCHIVE) $(SESSION)

SHARE != ls src/share/*.c | sed 's/c$$/o/'
src/share.a: $(SHARE) src/files
	$(ARCHIVE) $(SHARE)

FOLD != ls src/fold/*.c | sed 's/c$$/o/'
src/fold.a: $(FOLD) src/files
	$(ARCHIVE) $(FOLD)

DATABASE != ls src/database/*.c | sed 's/c$$/o/'
src/database.a: $(DATABASE) src/files
	$(ARCHIVE) $(DATABASE)

JOURNAL != ls src/journal/*.c | sed 's/c$$/o/'
src/journal.a: $(JOURNAL) src/files
	$(ARCHIVE) $(JOURNAL)

KARMA != ls src/karma/*.c | sed 's/c$$/o/'
src/karma.a: $(KARMA) src/files
	$(ARCHIVE) $(KARMA)

CONFIG != ls src/config/*.c | sed 's/c$$/o/'
src/config.a: $(CONFIG) src/files
	$(ARCHIVE) $(CONFIG)

BASE != ls src/base/*.c | sed 's/c$$/o/'
src/base.a: $(BASE) src/files
	$(ARCHIVE) $(BASE)

OBJECTS != sed 's/c$$/o/' src/files
$(OBJECTS): conf-cc

.SUFFIXES:
.SUFFIXES: .c .o
.c.o:
	$(COMPILE) -o $@ $<

src/config/home.o: src/config/place.h
src/config/place.h: conf-qkarma
	head -n 1 conf-qkarma | sed -e 's|^/.*|#define QKARMA_PLACE "&"|' -e t \
	  -e 's|.*|#error conf-qkarma begins with no absolute path|' >$@

check:
	sh tests/run

demo:
	sh run/demo

# The same, static with musl: fast/bin.
fast:
	sh run/fast

# A package for Debian, in deb/.
deb:
	sh run/deb

install: all
	mkdir -p $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man5 \
	  $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 0755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	for page in doc/*.[58]; do \
	  install -m 0644 $$page \
	    $(DESTDIR)$(PREFIX)/share/man/man$${page##*.} || exit; \
	done
	mkdir -p $(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 0644 run/completion \
	  $(DESTDIR)$(PREFIX)/share/bash-completion/completions/qkarma

clean:
	rm -rf bin tests/bin tests/fetched bench/bin fast/bin fast/src deb
	find src -name '*.[oda]' -exec rm -f {} +
	rm -f src/config/place.h src/files src/headers

.PHONY: all static check demo fast deb install clean

# Which headers an object has read: the compiler said so, file by file (-MMD).
HEADERS != find src -name '*.d' -exec cat {} + >src/headers
include src/headers
