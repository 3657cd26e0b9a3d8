/** Recursive Length Prefix (Ethereum yellow paper, appendix B), canonical encodings only. */
@NullMarked
package io.kaizen.exec.rlp;

import org.jspecify.annotations.NullMarked;
