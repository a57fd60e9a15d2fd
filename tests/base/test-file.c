// SPDX-License-Identifier: GPL-2.0-or-later
// Outputs appear whole or not at all; inputs stay inside their directory.

#define _DEFAULT_SOURCE /* chroot */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file-out.h"
#include "base/file.h"
#include "support/test.h"

static struct fp_error err;

static size_t count_files(const char *path)
{
	DIR *dir = opendir(path);
	size_t n = 0;

	ck_assert_ptr_nonnull(dir);
	for (struct dirent *entry; (entry = readdir(dir));)
		n += entry->d_name[0] != '.';
	closedir(dir);
	return n;
}

static void assert_holds(const char *path, const char *text)
{
	size_t n;
	char *data = (char *)test_read_file(path, &n);

	ck_assert_uint_eq(n, strlen(text));
	ck_assert_str_eq(data, text);
	free(data);
}

/* Opens, writes and closes; commits where asked to. */
static int put(const char *path, const char *text, bool is_committed)
{
	struct fp_out *out;
	int code = fp_out_open(path, &out, &err);

	if (code == 0)
		code = fp_out_write(out, text, strlen(text), &err);
	if (code == 0 && is_committed)
		code = fp_out_commit(out, &err);
	fp_out_close(out);
	return code;
}

static mode_t mode_of(const char *path)
{
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_mode & 07777;
}

START_TEST(output_appears_on_commit)
{
	struct fp_out *out;

	ck_assert_int_eq(fp_out_open(test_path("out"), &out, &err), 0);
	ck_assert_int_eq(fp_out_write(out, "hello ", 6, &err), 0);
	ck_assert_int_eq(fp_out_write(out, "world", 5, &err), 0);
	ck_assert_int_ne(access(test_path("out"), F_OK), 0);
	ck_assert_int_eq(fp_out_commit(out, &err), 0);
	assert_holds(test_path("out"), "hello world");
	fp_out_close(out);
	ck_assert_uint_eq(count_files(test_dir()), 1);
}
END_TEST

START_TEST(nothing_stays_without_commit)
{
	ck_assert_int_eq(put(test_path("out"), "hello", false), 0);
	ck_assert_uint_eq(count_files(test_dir()), 0);
	fp_out_close(NULL);
}
END_TEST

START_TEST(old_target_is_untouched_until_the_commit)
{
	const char *path = test_write_file("out", "old", 3);
	struct fp_out *out;

	ck_assert_int_eq(put(path, "newer", false), 0);
	assert_holds(path, "old");
	ck_assert_int_eq(fp_out_open(path, &out, &err), 0);
	ck_assert_int_eq(fp_out_write(out, "newer", 5, &err), 0);
	assert_holds(path, "old");
	ck_assert_int_eq(fp_out_commit(out, &err), 0);
	assert_holds(path, "newer");
	fp_out_close(out);
	ck_assert_uint_eq(count_files(test_dir()), 1);
}
END_TEST

/* By then the temporary file has a name. */
START_TEST(failed_rename_leaves_no_temporary)
{
	struct fp_out *out;

	ck_assert_int_eq(fp_out_open(test_path("out"), &out, &err), 0);
	ck_assert_int_eq(fp_out_write(out, "hello", 5, &err), 0);
	ck_assert_int_eq(mkdir(test_path("out"), 0755), 0);
	ck_assert_int_eq(fp_out_commit(out, &err), -FP_REFUSED);
	fp_out_close(out);
	ck_assert_uint_eq(count_files(test_dir()), 1);
}
END_TEST

START_TEST(new_file_has_the_mode_of_the_umask)
{
	umask(027);
	ck_assert_int_eq(put(test_path("out"), "x", true), 0);
	ck_assert_uint_eq(mode_of(test_path("out")), 0640);
}
END_TEST

START_TEST(mode_of_the_target_is_kept)
{
	static const mode_t modes[] = { 0600, 0666, 0755, 0444 };

	umask(022);
	for (size_t i = 0; i < 4; i++) {
		const char *path = test_write_file("out", "old", 3);

		ck_assert_int_eq(chmod(path, modes[i]), 0);
		ck_assert_int_eq(put(path, "new", true), 0);
		ck_assert_uint_eq(mode_of(path), modes[i]);
		ck_assert_int_eq(unlink(path), 0);
	}
}
END_TEST

START_TEST(symbolic_link_stays_and_leads_to_the_new_file)
{
	struct stat st;

	ck_assert_int_eq(mkdir(test_path("dir"), 0755), 0);
	test_write_file("dir/real", "old", 3);
	ck_assert_int_eq(symlink("dir/real", test_path("link")), 0);
	ck_assert_int_eq(put(test_path("link"), "new", true), 0);
	ck_assert_int_eq(lstat(test_path("link"), &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	assert_holds(test_path("dir/real"), "new");
	ck_assert_uint_eq(count_files(test_path("dir")), 1);
}
END_TEST

START_TEST(link_to_a_file_that_is_not_there_yet_stays_too)
{
	struct stat st;

	ck_assert_int_eq(symlink("real", test_path("link")), 0);
	ck_assert_int_eq(put(test_path("link"), "new", true), 0);
	ck_assert_int_eq(lstat(test_path("link"), &st), 0);
	ck_assert(S_ISLNK(st.st_mode));
	assert_holds(test_path("real"), "new");
}
END_TEST

static int put_derived(const char *path)
{
	memset(&err, 0, sizeof err);
	return fp_file_replace_by(path, &(struct fp_out_rules){ .is_derived = true }, "new", 3,
				  &err);
}

START_TEST(derived_name_is_neither_a_link_nor_a_pipe)
{
	test_write_file("victim", "old", 3);
	ck_assert_int_eq(symlink("victim", test_path("link")), 0);
	ck_assert_int_eq(put_derived(test_path("link")), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "symbolic link");
	ck_assert_int_eq(symlink("nowhere", test_path("dangling")), 0);
	ck_assert_int_eq(put_derived(test_path("dangling")), -FP_REFUSED);
	ck_assert_int_eq(mkfifo(test_path("fifo"), 0600), 0);
	ck_assert_int_eq(put_derived(test_path("fifo")), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "no regular file");
	assert_holds(test_path("victim"), "old");
	ck_assert_int_eq(put_derived(test_path("new")), 0);
	assert_holds(test_path("new"), "new");
	ck_assert_uint_eq(count_files(test_dir()), 5);
}
END_TEST

/* Whoever exchanges the directory for a link in the meantime has nothing of it. */
START_TEST(directory_is_the_one_that_was_opened)
{
	struct fp_out *out;

	ck_assert_int_eq(mkdir(test_path("dir"), 0755), 0);
	ck_assert_int_eq(mkdir(test_path("other"), 0755), 0);
	ck_assert_int_eq(fp_out_open(test_path("dir/out"), &out, &err), 0);
	ck_assert_int_eq(rename(test_path("dir"), test_path("moved")), 0);
	ck_assert_int_eq(symlink("other", test_path("dir")), 0);
	ck_assert_int_eq(fp_out_commit(out, &err), 0);
	fp_out_close(out);
	ck_assert_uint_eq(count_files(test_path("other")), 0);
	ck_assert_uint_eq(count_files(test_path("moved")), 1);
}
END_TEST

START_TEST(name_that_is_too_long_is_told_at_once)
{
	char name[NAME_MAX + 2];

	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = 0;
	ck_assert_int_eq(chdir(test_dir()), 0);
	ck_assert_int_eq(put(name, "x", false), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "File name too long");
}
END_TEST

START_TEST(many_are_published_in_their_order_until_one_fails)
{
	struct fp_out *outs[4];

	ck_assert_int_eq(fp_out_open(test_path("a"), &outs[0], &err), 0);
	outs[1] = NULL;
	ck_assert_int_eq(fp_out_open(test_path("b"), &outs[2], &err), 0);
	ck_assert_int_eq(fp_out_open(test_path("c"), &outs[3], &err), 0);
	ck_assert_int_eq(mkdir(test_path("b"), 0755), 0);
	ck_assert_int_eq(fp_out_commit_all(outs, 4, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "/b: Is a directory");
	for (size_t i = 0; i < 4; i++)
		fp_out_close(outs[i]);
	ck_assert_int_eq(access(test_path("a"), F_OK), 0);
	ck_assert_int_ne(access(test_path("c"), F_OK), 0);
	ck_assert_uint_eq(count_files(test_dir()), 2);
}
END_TEST

START_TEST(written_bytes_can_be_read_back_before_the_commit)
{
	struct fp_out *out;
	char buf[5];

	ck_assert_int_eq(fp_out_open(test_path("out"), &out, &err), 0);
	ck_assert_int_eq(fp_out_write(out, "hello", 5, &err), 0);
	ck_assert_int_eq(pread(fp_out_fd(out), buf, 5, 0), 5);
	ck_assert_mem_eq(buf, "hello", 5);
	fp_out_close(out);
}
END_TEST

START_TEST(fifo_gets_the_bytes_on_commit)
{
	char buf[16];
	int fd;

	ck_assert_int_eq(mkfifo(test_path("fifo"), 0600), 0);
	fd = open(test_path("fifo"), O_RDONLY | O_NONBLOCK);
	ck_assert_int_eq(put(test_path("fifo"), "secret", false), 0);
	ck_assert_int_eq(read(fd, buf, sizeof buf), 0);
	ck_assert_int_eq(put(test_path("fifo"), "hello", true), 0);
	ck_assert_int_eq(read(fd, buf, sizeof buf), 5);
	ck_assert_mem_eq(buf, "hello", 5);
	close(fd);
	ck_assert_uint_eq(count_files(test_dir()), 1);
}
END_TEST

/* What "-" brings to standard output; a file of that name is there. */
START_TEST(dash_is_standard_output_whatever_files_there_are)
{
	const int saved = dup(STDOUT_FILENO);
	int pipes[2], code;
	char buf[16];

	test_write_file("-", "file", 4);
	ck_assert_int_eq(chdir(test_dir()), 0);
	ck_assert_int_eq(pipe(pipes), 0);
	dup2(pipes[1], STDOUT_FILENO);
	code = put("-", "hello", true);
	dup2(saved, STDOUT_FILENO);
	close(pipes[1]);
	ck_assert_int_eq(code, 0);
	ck_assert_int_eq(read(pipes[0], buf, sizeof buf), 5);
	ck_assert_mem_eq(buf, "hello", 5);
	assert_holds("-", "file");
}
END_TEST

START_TEST(full_disk_is_told)
{
	ck_assert_int_eq(put("/dev/full", "hello", true), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "cannot write /dev/full: No space left on device");
}
END_TEST

START_TEST(output_that_grows_too_large_leaves_the_old_one)
{
	const char *path = test_write_file("out", "old", 3);
	struct rlimit old, limit;

	getrlimit(RLIMIT_FSIZE, &old);
	limit = (struct rlimit){ 4, old.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(put(path, "hello world", true), -FP_REFUSED);
	ck_assert_int_eq(
		fp_file_create(test_path("new"), "hello world", 11, &(struct fp_error){ 0 }),
		-FP_REFUSED);
	setrlimit(RLIMIT_FSIZE, &old);
	test_assert_error(&err, FP_REFUSED, "File too large");
	assert_holds(path, "old");
	ck_assert_uint_eq(count_files(test_dir()), 1);
}
END_TEST

START_TEST(directory_is_no_target)
{
	ck_assert_int_eq(put(test_dir(), "x", true), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "Is a directory");
}
END_TEST

START_TEST(missing_directory_is_told)
{
	ck_assert_int_eq(put(test_path("no/out"), "x", true), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "No such file or directory");
	ck_assert_int_eq(put("", "x", false), -FP_REFUSED);
}
END_TEST

START_TEST(unwritable_directory_is_told_and_the_old_file_stays)
{
	ck_assert_int_eq(mkdir(test_path("dir"), 0755), 0);
	test_write_file("dir/out", "old", 3);
	ck_assert_int_eq(chmod(test_dir(), 0755), 0);
	ck_assert_int_eq(chmod(test_path("dir"), 0555), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(seteuid(65534), 0);
	ck_assert_int_eq(put(test_path("dir/out"), "new", true), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "Permission denied");
	if (getuid() == 0)
		ck_assert_int_eq(seteuid(0), 0);
	assert_holds(test_path("dir/out"), "old");
	ck_assert_int_eq(chmod(test_path("dir"), 0755), 0);
}
END_TEST

/* Where /proc is not mounted, a file without a name cannot get one. Only root can make such a
 * place; for others the test has nothing to do. */
START_TEST(output_appears_without_proc)
{
	const char *const dir = test_dir();
	pid_t child;
	int status;

	if (geteuid() != 0)
		return;
	child = fork();
	if (child == 0)
		_exit(chroot(dir) == 0 && chdir("/") == 0 && put("/out", "x", true) == 0 ? 0 : 1);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	assert_holds(test_path("out"), "x");
	ck_assert_uint_eq(count_files(test_dir()), 1);
}
END_TEST

START_TEST(created_file_is_private_and_new)
{
	umask(0);
	ck_assert_int_eq(fp_file_create(test_path("new"), "hello", 5, &err), 0);
	assert_holds(test_path("new"), "hello");
	ck_assert_uint_eq(mode_of(test_path("new")), 0600);
	ck_assert_int_eq(fp_file_create(test_path("new"), "other", 5, &err), -FP_REFUSED);
	ck_assert_int_eq(errno, EEXIST);
	test_assert_error(&err, FP_REFUSED, "File exists");
	assert_holds(test_path("new"), "hello");
}
END_TEST

START_TEST(created_file_does_not_follow_links)
{
	ck_assert_int_eq(symlink("elsewhere", test_path("link")), 0);
	ck_assert_int_eq(fp_file_create(test_path("link"), "hello", 5, &err), -FP_REFUSED);
	ck_assert_uint_eq(count_files(test_dir()), 1);
}
END_TEST

/* root/in, root/sub/deep and outside beside root. */
static void make_tree(void)
{
	ck_assert_int_eq(mkdir(test_path("root"), 0755), 0);
	ck_assert_int_eq(mkdir(test_path("root/sub"), 0755), 0);
	ck_assert_int_eq(mkdir(test_path("root-like"), 0755), 0);
	test_write_file("root/in", "in", 2);
	test_write_file("root/sub/deep", "deep", 4);
	test_write_file("root-like/out", "out", 3);
	test_write_file("outside", "outside", 7);
}

static int open_in_root(const char *path, const char *expected)
{
	char *opened = NULL, buf[16] = "";
	int fd, code;

	memset(&err, 0, sizeof err);
	code = fp_root_open(test_path("root"), path, &fd, &opened, &err);
	ck_assert_msg((fd >= 0) == (expected != NULL), "%s: %s", path, err.text);
	ck_assert_msg((opened != NULL) == (fd >= 0), "%s", path);
	if (fd >= 0) {
		ck_assert_int_ge(read(fd, buf, sizeof buf - 1), 0);
		ck_assert_str_eq(buf, expected);
		ck_assert_int_ne(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
		close(fd);
	}
	free(opened);
	return code;
}

START_TEST(files_inside_the_root_are_opened)
{
	make_tree();
	ck_assert_int_eq(symlink("sub/deep", test_path("root/link")), 0);
	ck_assert_int_eq(symlink(test_path("root/in"), test_path("root/absolute")), 0);
	ck_assert_int_eq(open_in_root("in", "in"), 0);
	ck_assert_int_eq(open_in_root("sub/deep", "deep"), 0);
	ck_assert_int_eq(open_in_root("sub/../in", "in"), 0);
	ck_assert_int_eq(open_in_root("link", "deep"), 0);
	ck_assert_int_eq(open_in_root("absolute", "in"), 0);
}
END_TEST

START_TEST(paths_that_leave_the_root_are_refused)
{
	static const char *const paths[] = {
		"../outside",	    "sub/../../outside",      "relative", "absolute", "dir/outside",
		"../root-like/out", "sub/../../root-like/out"
	};

	make_tree();
	ck_assert_int_eq(symlink("../outside", test_path("root/relative")), 0);
	ck_assert_int_eq(symlink(test_path("outside"), test_path("root/absolute")), 0);
	ck_assert_int_eq(symlink("..", test_path("root/dir")), 0);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		ck_assert_int_eq(open_in_root(paths[i], NULL), -FP_REFUSED);
		test_assert_error(&err, FP_REFUSED, "leaves the directory");
		ck_assert_ptr_nonnull(strstr(err.hint, "-I DIR"));
	}
}
END_TEST

START_TEST(absolute_path_outside_the_current_directory_is_refused)
{
	char *opened;
	int fd;

	make_tree();
	ck_assert_int_eq(chdir(test_path("root")), 0);
	ck_assert_int_eq(fp_root_open("", test_path("outside"), &fd, &opened, &err), -FP_REFUSED);
	ck_assert_int_eq(fp_root_open("", "in", &fd, &opened, &err), 0);
	ck_assert_str_eq(opened, "in");
	free(opened);
	close(fd);
}
END_TEST

START_TEST(missing_file_is_no_failure)
{
	char *opened;
	int fd;

	make_tree();
	ck_assert_int_eq(symlink("nothing", test_path("root/dangling")), 0);
	ck_assert_int_eq(open_in_root("nothing", NULL), 0);
	ck_assert_int_eq(open_in_root("nothing/at/all", NULL), 0);
	ck_assert_int_eq(open_in_root("in/file", NULL), 0);
	ck_assert_int_eq(open_in_root("dangling", NULL), 0);
	ck_assert_int_eq(fp_root_open(test_path("no"), "in", &fd, &opened, &err), 0);
	ck_assert_int_eq(fd, -1);
	ck_assert_ptr_null(opened);
	ck_assert_int_eq(err.code, FP_OK);
}
END_TEST

START_TEST(links_in_a_circle_are_told)
{
	make_tree();
	ck_assert_int_eq(symlink("circle", test_path("root/circle")), 0);
	ck_assert_int_eq(open_in_root("circle", NULL), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "cannot open");
}
END_TEST

/* Waiting for a writer would hang: the timeout of the suite would say so. */
START_TEST(fifo_in_the_root_does_not_block)
{
	make_tree();
	ck_assert_int_eq(mkfifo(test_path("root/fifo"), 0600), 0);
	alarm(2);
	open_in_root("fifo", "");
	alarm(0);
}
END_TEST

START_TEST(what_others_named_is_a_regular_file)
{
	int fd;

	test_write_file("file", "x", 1);
	ck_assert_int_eq(symlink("file", test_path("link")), 0);
	ck_assert_int_eq(mkfifo(test_path("fifo"), 0600), 0);
	ck_assert_int_eq(fp_file_open(test_path("link"), FP_BY_PLAN, &fd, &err), 0);
	close(fd);
	ck_assert_int_eq(fp_file_open(test_path("fifo"), FP_BY_PLAN, &fd, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "fifo: it is no regular file");
	memset(&err, 0, sizeof err);
	ck_assert_int_eq(fp_file_open(test_path("link"), FP_BY_US, &fd, &err), -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "link: it is a symbolic link");
	memset(&err, 0, sizeof err);
	ck_assert_int_eq(fp_file_open(test_path("fifo"), FP_BY_US, &fd, &err), -FP_REFUSED);
	memset(&err, 0, sizeof err);
	ck_assert_int_eq(fp_file_open(test_path("none"), FP_BY_US, &fd, &err), -FP_REFUSED);
	ck_assert_int_eq(errno, ENOENT);
	ck_assert_int_eq(fd, -1);
}
END_TEST

START_TEST(reading_has_a_limit)
{
	char *text, bytes[20000];
	size_t n = 0;

	test_random((uint8_t *)bytes, sizeof bytes, 1);
	test_write_file("in", bytes, sizeof bytes);
	ck_assert_int_eq(fp_file_read(test_path("in"), sizeof bytes, &text, &n, &err), 0);
	ck_assert_uint_eq(n, sizeof bytes);
	ck_assert_mem_eq(text, bytes, n);
	ck_assert_int_eq(text[n], 0);
	free(text);
	ck_assert_int_eq(fp_file_read(test_path("in"), sizeof bytes - 1, &text, &n, &err),
			 -FP_REFUSED);
	test_assert_error(&err, FP_REFUSED, "is larger than 19999 bytes");
	ck_assert_ptr_null(text);
	ck_assert_int_eq(fp_file_read("/dev/zero", 100, &text, &n, &err), -FP_REFUSED);
	ck_assert_int_eq(fp_file_read(test_dir(), 100, &text, &n, &err), -FP_REFUSED);
	ck_assert_int_eq(fp_file_read(test_path("no"), 100, &text, &n, &err), -FP_REFUSED);
	ck_assert_ptr_null(text);
}
END_TEST

/* Standard input of a command can be one; it cannot be opened by a name. */
START_TEST(socket_is_read_to_its_end_even_if_it_does_not_block)
{
	char *text;
	size_t n;
	int pair[2];
	pid_t pid;

	ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, pair), 0);
	ck_assert_int_eq(fcntl(pair[0], F_SETFL, O_NONBLOCK), 0);
	pid = fork();
	if (pid == 0) {
		usleep(20000);
		_exit(write(pair[1], "abc", 3) == 3 ? 0 : 1);
	}
	close(pair[1]);
	ck_assert_msg(fp_file_read_fd(pair[0], "it", 3, &text, &n, &err) == 0, "%s", err.text);
	ck_assert_uint_eq(n, 3);
	ck_assert_str_eq(text, "abc");
	free(text);
	close(pair[0]);
	waitpid(pid, NULL, 0);
}
END_TEST

START_TEST(empty_file_is_read_as_an_empty_text)
{
	char *text;
	size_t n = 1;

	ck_assert_int_eq(fp_file_read(test_write_file("in", "", 0), 0, &text, &n, &err), 0);
	ck_assert_uint_eq(n, 0);
	ck_assert_str_eq(text, "");
	free(text);
}
END_TEST

TEST_MAIN("file", output_appears_on_commit, nothing_stays_without_commit,
	  old_target_is_untouched_until_the_commit, failed_rename_leaves_no_temporary,
	  new_file_has_the_mode_of_the_umask, mode_of_the_target_is_kept,
	  symbolic_link_stays_and_leads_to_the_new_file,
	  link_to_a_file_that_is_not_there_yet_stays_too, derived_name_is_neither_a_link_nor_a_pipe,
	  directory_is_the_one_that_was_opened, name_that_is_too_long_is_told_at_once,
	  many_are_published_in_their_order_until_one_fails, what_others_named_is_a_regular_file,
	  written_bytes_can_be_read_back_before_the_commit, fifo_gets_the_bytes_on_commit,
	  dash_is_standard_output_whatever_files_there_are, full_disk_is_told,
	  output_that_grows_too_large_leaves_the_old_one, directory_is_no_target,
	  missing_directory_is_told, unwritable_directory_is_told_and_the_old_file_stays,
	  output_appears_without_proc, created_file_is_private_and_new,
	  created_file_does_not_follow_links, files_inside_the_root_are_opened,
	  paths_that_leave_the_root_are_refused,
	  absolute_path_outside_the_current_directory_is_refused, missing_file_is_no_failure,
	  links_in_a_circle_are_told, fifo_in_the_root_does_not_block, reading_has_a_limit,
	  socket_is_read_to_its_end_even_if_it_does_not_block, empty_file_is_read_as_an_empty_text)
