/** Who may call the REST API, by default with Spring Security. */
@NullMarked
package io.powercrud.web.access;

import org.jspecify.annotations.NullMarked;
