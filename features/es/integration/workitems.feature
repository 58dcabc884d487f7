# language: es
# Generado con «interop translate» a partir de features/integration/workitems.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@DICOMweb @UPS-RS @DICOM.PS3.18
Característica: El trabajo que se pide por la web se hace una vez, y se sabe que está hecho
  Las reconstrucciones y las mediciones se reparten con listas de trabajos.
  Que dos hagan el mismo trabajo, o que nadie lo haga, retrasa igualmente el informe.

  Regla: El trabajo se hace una vez, por quien se encargó de él

    @TC-WEB-015 @shall @positive
    Escenario: Una reconstrucción se pide, alguien se encarga de ella y se hace
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo pide por la web una reconstrucción de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y el equipo "MR_1" se encarga de la reconstrucción de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y el equipo "MR_1" termina la reconstrucción de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces la reconstrucción de la exploración "TC de tórax" de la paciente "Ana Torres" figura como terminada

    @TC-WEB-016 @shall @negative
    Escenario: Nadie termina el trabajo del que otro se encargó
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo pide por la web una reconstrucción de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y el equipo "MR_1" se encarga de la reconstrucción de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y el equipo "DX_1" intenta quedarse con la reconstrucción de la exploración "TC de tórax" de la paciente "Ana Torres" y terminarla
      Entonces la reconstrucción de la exploración "TC de tórax" de la paciente "Ana Torres" figura como en curso

    @TC-WEB-017 @shall @negative
    Escenario: Un trabajo anulado no se empieza
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo pide por la web una reconstrucción de la exploración "TC de tórax" del paciente "Luis Mba"
      Y el radiólogo pide por la web que se anule la reconstrucción de la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces la reconstrucción de la exploración "TC de tórax" del paciente "Luis Mba" figura como anulada
      Y el equipo "MR_1" ya no puede encargarse de la reconstrucción de la exploración "TC de tórax" del paciente "Luis Mba"
