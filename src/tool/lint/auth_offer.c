/* AUTH: what `limits auth` promises to who is flagged, what the backend offers,
   and who is refused before AUTH had its chance. */

#include <string.h>

#include "auth_offer.h"

static int submission(void)
{
  return !strcmp(lint_port(), "587") || !strcmp(lint_port(), "465");
}

/* Who is flagged may still authenticate. */
static int promised(struct lint_input const *s)
{
  return lint_is(s, "limits", "auth", "1")
    || (lint_is(s, "limits", "auth", "auto") && strcmp(lint_port(), "25"));
}

/* There is AUTH behind: offered, or perhaps inside TLS. */
static int behind(struct lint_input const *s)
{
  return s->offer->auth || (s->offer->starttls && submission());
}

/* AUTH is what this service is about. */
static int wanted(struct lint_input const *s)
{
  return behind(s) || lint_is(s, "limits", "auth", "1");
}

static int never_comes(struct lint_input const *s)
{
  return promised(s) && lint_is(s, "naughty", "reject", "connect");
}

static int refused(struct lint_input const *s)
{
  return s->offer->auth && !promised(s);
}

static int not_offered(struct lint_input const *s)
{
  return s->offer->known && !s->offer->auth && !s->offer->starttls
    && lint_is(s, "limits", "auth", "1");
}

static int nobody_can(struct lint_input const *s)
{
  return s->offer->known && !s->offer->auth && !s->offer->starttls
    && submission() && !not_offered(s);
}

static int hidden(struct lint_input const *s)
{
  return s->offer->known && !s->offer->auth && s->offer->starttls
    && lint_is(s, "limits", "tls", "hide") && (promised(s) || submission());
}

/* The backend's own TLS is not to be had, and it may not know of ours. */
static int ends_before(struct lint_input const *s)
{
  return s->offer->known && !s->offer->auth && s->offer->starttls
    && lint_tls_ends(s) && !lint_number(s, "limits", "tls_tell")
    && (promised(s) || submission());
}

static int box_first(struct lint_input const *s)
{
  return lint_listed(s, "karma") && wanted(s)
    && (lint_is(s, "karma", "reject", "connect")
      || lint_is(s, "karma", "reject", "1"));
}

static int list_first(struct lint_input const *s)
{
  return lint_listed(s, "rblsmtpd") && wanted(s)
    && lint_is(s, "rblsmtpd", "reject", "1");
}

static int draw_first(struct lint_input const *s)
{
  return lint_listed(s, "denysoft_client_stats") && wanted(s)
    && lint_number(s, "denysoft_client_stats", "at_connect");
}

static int in_the_clear(struct lint_input const *s)
{
  return lint_is(s, "limits", "auth_clear", "1");
}

static struct option_rule const rules[] =
{
  { in_the_clear, "limits auth_clear 1",
    "passwords may go over the network as they are" },
  { never_comes, "limits auth",
    "naughty reject connect refuses before anybody can authenticate" },
  { refused, "limits auth",
    "the backend offers AUTH, but who is flagged cannot authenticate here" },
  { not_offered, "limits auth 1",
    "the backend offers neither AUTH nor STARTTLS: nobody can authenticate" },
  { nobody_can, "port 587",
    "the backend offers neither AUTH nor STARTTLS: nobody can authenticate" },
  { hidden, "limits tls hide",
    "the backend offers AUTH in TLS at most, and that is hidden: nobody can"
    " authenticate" },
  { ends_before, "limits tls",
    "the backend offers AUTH in TLS at most, and that ends before it: nobody"
    " can authenticate; tls_tell 1 may help" },
  { box_first, "karma reject",
    "who is in the box is refused before he can authenticate; naughty lets"
    " him" },
  { list_first, "rblsmtpd reject 1",
    "who is listed is refused before he can authenticate; naughty lets him" },
  { draw_first, "denysoft_client_stats at_connect 1",
    "users are deferred before they can authenticate" }
};

void auth_offer_find(struct findings *f, struct lint_input const *s)
{
  lint_apply(f, rules, sizeof rules / sizeof *rules, s);
}
