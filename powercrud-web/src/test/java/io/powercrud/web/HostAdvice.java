package io.powercrud.web;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/** An application's own way to answer everything that goes wrong. */
@RestControllerAdvice
class HostAdvice {

  @ExceptionHandler(Exception.class)
  ResponseEntity<String> everything() {
    return ResponseEntity.status(418).body("the host's own answer");
  }
}
