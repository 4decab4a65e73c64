# Rooms are archives, linked from the top floor down: an object that needs
# something from above its own room does not link. -lcdb stands before
# -lskarnet because both define cdb_init and cdb_find, and the first one wins.

QKARMA = /var/qkarma
PREFIX = /usr/local
DESTDIR =

CC != head -n 1 conf-cc
LD != head -n 1 conf-ld

PROGRAMS = bin/qkarma-smtpd bin/qkarma-fold bin/qkarma bin/qkarma-maildir
ROOMS = src/maildir.a src/smtp.a src/tool.a src/checks.a src/session.a \
	src/store.a src/karma.a src/config.a src/base.a
LIBS = -lcdb -lskarnet

MAILDIR != ls src/maildir/*.c | sed 's/c$$/o/'
SMTP != ls src/smtp/*.c | sed 's/c$$/o/'
TOOL != ls src/tool/*.c | sed 's/c$$/o/'
CHECKS != ls src/checks/*.c | sed 's/c$$/o/'
SESSION != ls src/session/*.c | sed 's/c$$/o/'
STORE != ls src/store/*.c | sed 's/c$$/o/'
KARMA != ls src/karma/*.c | sed 's/c$$/o/'
CONFIG != ls src/config/*.c | sed 's/c$$/o/'
BASE != ls src/base/*.c | sed 's/c$$/o/'

all: $(PROGRAMS)

bin/qkarma-smtpd: src/qkarma-smtpd.o $(ROOMS)
bin/qkarma-fold: src/qkarma-fold.o $(ROOMS)
bin/qkarma: src/qkarma.o $(ROOMS)
bin/qkarma-maildir: src/qkarma-maildir.o $(ROOMS)

$(PROGRAMS): conf-ld
	mkdir -p bin
	$(LD) -o $@ src/$(@F).o $(ROOMS) $(LIBS)

src/maildir.a: $(MAILDIR)
src/smtp.a: $(SMTP)
src/tool.a: $(TOOL)
src/checks.a: $(CHECKS)
src/session.a: $(SESSION)
src/store.a: $(STORE)
src/karma.a: $(KARMA)
src/config.a: $(CONFIG)
src/base.a: $(BASE)

$(ROOMS):
	rm -f $@
	ar rc $@ $^

.SUFFIXES: .c .o
.c.o:
	$(CC) -o $@ $<

$(MAILDIR) $(SMTP) $(TOOL) $(CHECKS) $(SESSION) $(STORE) $(KARMA) $(CONFIG) \
	$(BASE): conf-cc

src/config/home.o: src/config/place.h
src/config/place.h: Makefile
	echo '#define QKARMA_PLACE "$(QKARMA)"' > $@

check:
	sh tests/run

demo:
	sh run/demo

# The same, static with musl: fast/bin.
fast:
	sh run/fast

install: all
	mkdir -p $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man5 \
	  $(DESTDIR)$(PREFIX)/share/man/man8
	install -m 0755 $(PROGRAMS) $(DESTDIR)$(PREFIX)/bin
	for page in doc/*.[58]; do \
	  install -m 0644 $$page \
	    $(DESTDIR)$(PREFIX)/share/man/man$${page##*.} || exit; \
	done

clean:
	rm -rf bin tests/bin tests/fetched bench/bin fast/bin fast/src
	rm -f src/*.[oda] src/*/*.[od] src/config/place.h

-include src/*.d src/*/*.d

.PHONY: all check demo fast install clean
