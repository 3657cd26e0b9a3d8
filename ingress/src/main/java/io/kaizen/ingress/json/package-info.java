/**
 * JSON as Ethereum's RPC writes it: blocks, transactions, receipts and logs, field for field as
 * geth. Writers are pure and run on the thread that answers.
 */
@NullMarked
package io.kaizen.ingress.json;

import org.jspecify.annotations.NullMarked;
