/**
 * Blocks and order in files of their own, to be carried elsewhere: written from what is recorded,
 * read with every check. On their caller's thread.
 */
@NullMarked
package io.kaizen.journal.archive;

import org.jspecify.annotations.NullMarked;
