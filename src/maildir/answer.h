/* All replies of the embedded backend, without their CR LF. */

#ifndef MAILDIR_ANSWER_H
#define MAILDIR_ANSWER_H

extern char const answer_ok[];
extern char const answer_sender_ok[];
extern char const answer_recipient_ok[];
extern char const answer_go_ahead[];
extern char const answer_delivered[];
extern char const answer_vrfy[];
extern char const answer_help[];
extern char const answer_bye[];
extern char const answer_authenticated[];

/* The client's fault. */
extern char const answer_unknown[];
extern char const answer_expn[];
extern char const answer_bytes[];
extern char const answer_long[];
extern char const answer_argument[];
extern char const answer_no_argument[];
extern char const answer_parameter[];
extern char const answer_parameter_value[];
extern char const answer_no_hello[];
extern char const answer_no_sender[];
extern char const answer_second_sender[];
extern char const answer_no_recipient[];
extern char const answer_sender_syntax[];
extern char const answer_recipient_syntax[];
extern char const answer_not_ascii[];
extern char const answer_no_mailbox[];
extern char const answer_many_recipients[];
extern char const answer_large[];
extern char const answer_no_auth[];
extern char const answer_auth_sequence[];
extern char const answer_mechanism[];
extern char const answer_auth_long[];
extern char const answer_base64[];
extern char const answer_response[];
extern char const answer_cancelled[];
extern char const answer_wrong[];
extern char const answer_loop[];
extern char const answer_slow[];

/* Ours: the mail stays with the client, who tries again. */
extern char const answer_no_table[];
extern char const answer_no_maildir[];
extern char const answer_not_written[];
extern char const answer_auth_trouble[];
extern char const answer_stopped[];

#endif
