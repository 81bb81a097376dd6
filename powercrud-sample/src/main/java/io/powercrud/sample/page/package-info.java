/** The sample's pages, which people use. */
@NullMarked
package io.powercrud.sample.page;

import org.jspecify.annotations.NullMarked;
