/* How the page looks. */

#ifndef TOOL_PAGE_STYLE_H
#define TOOL_PAGE_STYLE_H

/* The style sheet, in pieces up to a null pointer, to stand between <style> and
   </style>. */
extern char const *const style_sheet[];

#endif
