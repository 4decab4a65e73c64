/* One command, one reply: the exchange with the backend, and what we say to
   the client ourselves. */

#ifndef SMTP_PROXY_H
#define SMTP_PROXY_H

#include "dialogue.h"

/* Say a reply of our own (with its CR LF). A client that does not read what we
   say, so that no more fits, has `limits command_timeout` seconds to do so; then
   the dialogue is over (END_TIMEOUT), as in all functions here that say
   something. */
void proxy_say(struct dialogue *d, char const *reply);
void proxy_saytext(struct dialogue *d, struct text const *t);

/* The dialogue is over, and ended like this; if it was over, it is as it was:
   the first reason counts. */
void proxy_over(struct dialogue *d, enum end end);

/* Say it, and end the dialogue. */
void proxy_end(struct dialogue *d, char const *reply, enum end end);

/* Send now all that was said, within the same time. 1; 0 the dialogue is over:
   the client did not read it, or is gone (END_LOST). */
int proxy_flush(struct dialogue *d);

/* 1 if a signal has told us to stop: that is said to the client and in the log,
   and the dialogue is over. Only between replies, or in place of one. */
int proxy_stopped(struct dialogue *d);

/* Refuse the command that was judged (s->verdict) as at this phase; closes
   when the verdict says so. */
void proxy_refuse(struct dialogue *d, enum phase phase);

/* 1 if the client is to be answered by us alone: naughty and not immune, and
   there is a check that will refuse it in the end. */
int proxy_decoy(struct dialogue const *d);

/* Send a line of n bytes, and CR LF, to the backend and read its complete
   reply into d->answer. First makes sure that there is no unsolicited reply of
   the backend. `more` is the one 3yz code that may come: 354 to DATA (which no
   2yz answers), 334 to AUTH, else 0. Returns the reply's code; or 0 when there
   is none, or an unexpected one: the dialogue is then over and the client was
   told. */
int proxy_ask(struct dialogue *d, char const *s, size_t n, int more);

/* The same for a command. */
int proxy_command(struct dialogue *d, struct command const *c);

/* Read one complete reply. The code; 0 end of file, time-out or an invalid
   reply (a line that is no reply line, or more than ANSWER_MAX bytes). Says
   nothing to the client. */
int proxy_answer(struct dialogue *d);

/* The same of a backend that will have nothing more to do: it is waited for
   some seconds at most. */
int proxy_last_word(struct dialogue *d);

/* 1 if proxy_answer has returned this code because a signal told us to stop,
   and not for anything that the backend did. */
int proxy_cut_short(struct dialogue const *d, int code);

/* For the log: what is wrong with a reply whose code proxy_answer returned. */
char const *proxy_why(struct dialogue const *d, int code);

/* End the backend, and read the last notes from below it. Waits for it some
   seconds at most. */
void proxy_stop(struct dialogue *d);

/* Relay d->answer to the client. A 421 ends the dialogue. */
void proxy_relay(struct dialogue *d);

/* An unsolicited reply of the backend, seen while it was idle or before a
   command is sent: its own 4yz or 5yz and end of file is relayed, all else is
   out of step. Ends the dialogue if there was anything. */
void proxy_unsolicited(struct dialogue *d);

#endif
