// SPDX-License-Identifier: GPL-2.0-or-later
// The files of records.

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/file-out.h"
#include "base/file.h"
#include "base/path.h"
#include "job/record-file.h"

#define WHY_SIZE   160
#define LOCK_TRIES 100 /* of 10 ms: others look at a record only for a moment */

static bool note_identity(struct fp_record_file *file, struct stat *st)
{
	if (fstat(file->fd, st) < 0)
		return false;
	file->device = st->st_dev;
	file->inode = st->st_ino;
	return true;
}

/* Does the path still lead to the file that is open? */
static bool is_still_there(const struct fp_record_file *file)
{
	struct stat st;

	return lstat(file->path, &st) == 0 && st.st_dev == file->device && st.st_ino == file->inode;
}

bool fp_record_lock(const struct fp_record_file *file)
{
	const struct timespec moment = { .tv_nsec = 10000000 };

	for (int i = 0; i < LOCK_TRIES; i++) {
		/* Some file systems know no locks. */
		if (flock(file->fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK)
			return is_still_there(file);
		nanosleep(&moment, NULL);
	}
	return false;
}

static int fill(struct fp_record_file *file, const char *text, size_t n, struct fp_error *err)
{
	struct stat st;

	if (!note_identity(file, &st))
		return fp_fail_errno(err, FP_REFUSED, "cannot look at %s", file->path);
	if (!fp_record_lock(file))
		return fp_fail(err, FP_REFUSED, "%s is locked by somebody else", file->path);
	if (fp_file_write_all(file->fd, text, n) < 0 || fsync(file->fd) < 0 ||
	    fp_file_sync_dir(file->path) < 0)
		return fp_fail_errno(err, FP_REFUSED, "cannot write %s", file->path);
	return 0;
}

int fp_record_create(const char *backup, const struct fp_record *record,
		     struct fp_record_file *file, struct fp_error *err)
{
	size_t n = 0;
	char *text = fp_record_text(record, &n);
	int code = 0;

	*file = (struct fp_record_file){ .path = fp_file_beside(backup, FP_RECORD_SUFFIX),
					 .fd = -1 };
	if (!text || !file->path)
		code = fp_fail(err, FP_REFUSED, "out of memory for the record of this job");
	if (code == 0) {
		file->fd =
			open(file->path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
		if (file->fd < 0)
			code = fp_fail_errno(err, FP_REFUSED, "cannot create %s", file->path);
	}
	if (code == 0) {
		code = fill(file, text, n, err);
		if (code < 0)
			unlink(file->path);
	}
	free(text);
	if (code < 0)
		fp_record_close(file);
	return code;
}

int fp_record_set(const struct fp_record_file *file, ptrdiff_t block, enum fp_letter letter,
		  struct fp_error *err)
{
	const char byte = (char)letter;
	const off_t at = (off_t)fp_record_letter_at(block);

	if (pwrite(file->fd, &byte, 1, at) == 1 && fdatasync(file->fd) == 0)
		return 0;
	return fp_fail_errno(err, FP_REFUSED, "cannot write %s", file->path);
}

int fp_record_remove(struct fp_record_file *file, struct fp_error *err)
{
	int code = 0;

	if (is_still_there(file) && (unlink(file->path) < 0 || fp_file_sync_dir(file->path) < 0))
		code = fp_fail_errno(err, FP_REFUSED, "cannot remove %s", file->path);
	fp_record_close(file);
	return code;
}

void fp_record_close(struct fp_record_file *file)
{
	if (file->path && file->fd >= 0)
		close(file->fd);
	free(file->path);
	*file = (struct fp_record_file){ .fd = -1 };
}

/* Who owns a file that is made there now: not the user where a server or a file system without
 * owners decides. */
static bool is_owner_there(const char *path, uid_t owner)
{
	const size_t length = fp_path_dir_length(path), size = length + 48;
	char *name = malloc(size);
	struct stat st = { 0 };
	int fd = -1;

	if (name) {
		snprintf(name, size, "%.*s%s.flashplan-%ld", (int)length, path, length ? "/" : "",
			 (long)getpid());
		fd = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	}
	if (fd >= 0) {
		if (fstat(fd, &st) < 0)
			st.st_uid = (uid_t)-1;
		close(fd);
		unlink(name);
	}
	free(name);
	return fd >= 0 && st.st_uid == owner;
}

/* NULL if it may be read. */
static const char *why_void(const char *path, const struct stat *st, uid_t also_owner)
{
	if (!S_ISREG(st->st_mode))
		return "it is not a regular file";
	if (st->st_nlink != 1)
		return "it has several names";
	if ((uint64_t)st->st_size > FP_RECORD_MAX)
		return "it is too large";
	if (st->st_uid != geteuid() && st->st_uid != also_owner &&
	    !is_owner_there(path, st->st_uid))
		return "it belongs to another user";
	return NULL;
}

/* Sets *why and returns FP_RECORD_VOID, or says what it is otherwise. */
static enum fp_record_state look(struct fp_record_file *file, uid_t also_owner,
				 struct fp_record *record, char *why)
{
	struct fp_error err = { 0 };
	const char *fault;
	struct stat st;
	char *text;
	bool is_good;

	if (!note_identity(file, &st) || st.st_nlink == 0)
		return FP_RECORD_ABSENT;
	fault = why_void(file->path, &st, also_owner);
	if (!fault && flock(file->fd, LOCK_SH | LOCK_NB) < 0 && errno == EWOULDBLOCK)
		return FP_RECORD_BUSY;
	/* Its job may have ended in between. */
	if (!is_still_there(file))
		return FP_RECORD_ABSENT;
	text = fault ? NULL : malloc((size_t)st.st_size + 1);
	is_good = text &&
		  fp_file_read_at(file->fd, file->path, 0, text, (size_t)st.st_size, &err) == 0 &&
		  fp_record_parse(text, (size_t)st.st_size, record);
	free(text);
	/* Others look at it, too, and one of them may be about to go on with it. */
	flock(file->fd, LOCK_UN);
	if (is_good)
		return FP_RECORD_OPEN;
	snprintf(why, WHY_SIZE, "%s", fault ? fault : "it is not what flashplan writes there");
	return FP_RECORD_VOID;
}

enum fp_record_state fp_record_open(const char *path, uid_t also_owner, struct fp_record_file *file,
				    struct fp_record *record, char *why)
{
	enum fp_record_state state;

	*file = (struct fp_record_file){ .path = strdup(path), .fd = -1 };
	if (file->path)
		file->fd = open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (file->fd < 0) {
		state = file->path && errno == ENOENT ? FP_RECORD_ABSENT : FP_RECORD_VOID;
		snprintf(why, WHY_SIZE, "%s",
			 errno == ELOOP ? "it is a symbolic link" : strerror(errno));
	} else {
		state = look(file, also_owner, record, why);
	}
	if (state != FP_RECORD_OPEN)
		fp_record_close(file);
	return state;
}
