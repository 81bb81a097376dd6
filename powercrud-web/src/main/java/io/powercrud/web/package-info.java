/** The REST API over declared resources. */
@NullMarked
package io.powercrud.web;

import org.jspecify.annotations.NullMarked;
