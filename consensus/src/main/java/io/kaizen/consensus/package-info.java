/**
 * Who may order and what is final: validator set, BFT protocol, evidence, encrypted ordering. A
 * pure state machine; its transport stands apart.
 */
@NullMarked
package io.kaizen.consensus;

import org.jspecify.annotations.NullMarked;
