/** The stores on a relational database. */
@NullMarked
package io.powercrud.jdbc;

import org.jspecify.annotations.NullMarked;
