/**
 * The methods by namespace: each class gives a list of named handlers over the {@link
 * io.kaizen.pipeline.publish.Ledger} seam. Handlers run on the lane their definition names.
 */
@NullMarked
package io.kaizen.ingress.method;

import org.jspecify.annotations.NullMarked;
