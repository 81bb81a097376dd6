/** The calls of the REST API about the records of declared resources, one by one and in bulk. */
@NullMarked
package io.powercrud.web.resource;

import org.jspecify.annotations.NullMarked;
