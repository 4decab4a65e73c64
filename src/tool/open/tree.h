/* Directories and files with the right owner and mode, whatever the umask,
   in a tree whose owner is not trusted: root may work here on a tree that
   somebody else can write to. So everything is opened first, without
   following links, and mended through its descriptor. */

#ifndef TOOL_OPEN_TREE_H
#define TOOL_OPEN_TREE_H

#include <stddef.h>
#include <sys/types.h>

struct owner
{
  uid_t uid;    /* (uid_t)-1, (gid_t)-1: as it is */
  gid_t gid;
};

/* What a file or directory was before it was mended. */
struct tree_was
{
  uid_t uid;
  gid_t gid;
  mode_t mode;
};

enum tree_done
{
  TREE_BROKEN = -1,   /* errno */
  TREE_KEPT,
  TREE_MADE,
  TREE_MENDED
};

/* Make the directory `name` below the directory at, unless it is there, open
   it as *fd, which the caller closes, and give it owner and mode. What it was
   is in *was where it is mended; so it is below. After TREE_BROKEN nothing is
   open. */
enum tree_done tree_directory(int *fd, int at, char const *name,
  struct owner const *o, mode_t mode, struct tree_was *was);

/* The same for a directory that is open already. */
enum tree_done tree_opened(int fd, struct owner const *o, mode_t mode,
  struct tree_was *was);

/* Give the file `name` below at owner and mode. ENOENT: there is none.
   EMLINK: it, or at, belongs to somebody else, and it has a second name; it may
   be anybody's, planted here to be given away. EINVAL: it is no regular file;
   ELOOP: it is a symbolic link. */
enum tree_done tree_file(int at, char const *name, struct owner const *o,
  mode_t mode, struct tree_was *was);

/* Make the file with these n bytes. It appears complete and on the disk, or
   not at all. EEXIST: it is there already. */
enum tree_done tree_create(int at, char const *name, char const *s, size_t n,
  struct owner const *o, mode_t mode);

#endif
