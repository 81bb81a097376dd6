/** A PostgreSQL that the sample brings along. */
@NullMarked
package io.powercrud.sample.database;

import org.jspecify.annotations.NullMarked;
