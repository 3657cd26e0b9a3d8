/**
 * What the node asks of a file system, behind one seam: so that a full disk and a loss of power can
 * be had on purpose.
 */
@NullMarked
package io.kaizen.journal.disk;

import org.jspecify.annotations.NullMarked;
