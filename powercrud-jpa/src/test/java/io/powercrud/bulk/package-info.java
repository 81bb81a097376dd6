/** Bulk operations on every kind of record and on every database. */
@NullMarked
package io.powercrud.bulk;

import org.jspecify.annotations.NullMarked;
