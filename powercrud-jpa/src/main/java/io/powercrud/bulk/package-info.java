/** Bulk operations: changing or deleting many records as one task, and what became of each. */
@NullMarked
package io.powercrud.bulk;

import org.jspecify.annotations.NullMarked;
