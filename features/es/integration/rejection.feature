# language: es
# Generado con «interop translate» a partir de features/integration/rejection.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-66 @IOCM
Característica: Las imágenes que no se deben usar desaparecen para todos
  Una imagen borrosa es solo una molestia; una imagen de otra persona es un peligro.
  Lo que se rechazó y se sigue mostrando se leerá algún día.

  Regla: Una imagen rechazada ya no se encuentra ni se entrega

    @TC-REJ-001 @shall @positive
    Escenario: Se rechaza por su calidad una imagen de dos
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Cuando el técnico rechaza 1 imagen de la exploración "Radiografía de tórax" de la paciente "Ana Torres" con el motivo "calidad"
      Entonces el número de imágenes de la exploración "Radiografía de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 1
      Y las imágenes rechazadas de la exploración "Radiografía de tórax" de la paciente "Ana Torres" no se entregan

    @TC-REJ-002 @shall @positive
    Escenario: Se rechaza un estudio entero por la seguridad del paciente
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "TC de tórax" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando el técnico rechaza todas las imágenes de la exploración "TC de tórax" del paciente "Luis Mba" con el motivo "seguridad del paciente"
      Entonces el número de imágenes de la exploración "TC de tórax" del paciente "Luis Mba" en el sistema "PACS" es 0
      Y las imágenes rechazadas de la exploración "TC de tórax" del paciente "Luis Mba" no se entregan

    @MESA-109 @TC-REJ-003 @shall @positive
    Escenario: Las imágenes hechas con la entrada equivocada pasan al paciente correcto
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el técnico rechaza todas las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" con el motivo "entrada equivocada de la lista de trabajo"
      Y el técnico realiza la exploración "TC de tórax" del paciente "Luis Mba" en el equipo "CT_ER1"
      Entonces el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 0
      Y el número de imágenes de la exploración "TC de tórax" del paciente "Luis Mba" en el sistema "PACS" es 2

  Regla: Un rechazo ocurre una vez, y lo rechazado no vuelve

    @TC-REJ-004 @should @negative
    Escenario: El mismo rechazo se envía por segunda vez
      Dado que la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Cuando el técnico rechaza 1 imagen de la exploración "Radiografía de tórax" de la paciente "Ana Torres" con el motivo "calidad"
      Y el mismo rechazo de la exploración "Radiografía de tórax" de la paciente "Ana Torres" se envía por segunda vez
      Entonces el sistema "PACS" rechaza la imagen
      Y el número de imágenes de la exploración "Radiografía de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 1

    @TC-REJ-005 @should @negative
    Escenario: Un equipo que no lo sabe vuelve a enviar una imagen rechazada
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "Radiografía de tórax" del paciente "Luis Mba" se ha realizado en el equipo "DX_1"
      Cuando el técnico rechaza todas las imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba" con el motivo "seguridad del paciente"
      Y el equipo "DX_1" vuelve a enviar las imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba"
      Entonces el número de imágenes de la exploración "Radiografía de tórax" del paciente "Luis Mba" en el sistema "PACS" es 0
