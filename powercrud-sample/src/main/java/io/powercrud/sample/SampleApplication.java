package io.powercrud.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** The library catalogue: authors, genres, books and profiles on PowerCRUD. */
@SpringBootApplication
class SampleApplication {

  public static void main(String[] args) {
    SpringApplication.run(SampleApplication.class, args);
  }
}
