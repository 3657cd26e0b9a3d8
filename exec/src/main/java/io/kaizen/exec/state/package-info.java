/**
 * State as one transaction sees it: views, the undo log, warm sets, and the write sets and effects
 * that come out. Owned by the executing thread.
 */
@NullMarked
package io.kaizen.exec.state;

import org.jspecify.annotations.NullMarked;
