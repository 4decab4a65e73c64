/* Going back: what the engine does not have is taken out of the common log
   again, and out of the databases. */

#ifndef SHARE_BACK_H
#define SHARE_BACK_H

#include "common.h"
#include "engine.h"

#ifndef BACK_MIB
#define BACK_MIB 256            /* we do not go back further than this, */
#endif
#define BACK_SECONDS 86400      /* or this */

/* Back to the last entry that the engine has. Closes the log. 1; -1. */
int back_to_engine(struct common *c, struct engine *e);

/* Back to before an entry of which a part is missing. Closes the log. 1; -1. */
int back_before_torn(struct common *c);

/* What the databases were before we were alone is of no use any more. 1; -1. */
int back_forget_alone(int home, struct error *error);

#define BACK_ALONE_KARMA "alone-karma.cdb"
#define BACK_ALONE_RECENT "alone-recent.cdb"

#endif
