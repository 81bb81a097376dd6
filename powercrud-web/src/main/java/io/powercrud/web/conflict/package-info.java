/** The call of the REST API that says who holds which records. */
@NullMarked
package io.powercrud.web.conflict;

import org.jspecify.annotations.NullMarked;
