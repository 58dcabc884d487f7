# language: es
# Generado con «interop translate» a partir de features/integration/retrieval.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@RAD-14 @RAD-16
Característica: Quien informa encuentra todos los estudios del paciente, y solo los suyos
  Los estudios previos deciden qué significa un hallazgo.
  Un estudio que no se encuentra es un estudio que no se hizo; uno de más es de otra persona.

  Regla: Una búsqueda responde con todo lo que coincide y nada más

    @TC-QRY-001 @shall @positive
    Escenario: Todos los estudios de un paciente se encuentran por su identificador
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y la exploración "RM cerebral" de la paciente "Ana Torres" se ha realizado en el equipo "MR_1"
      Cuando el radiólogo busca en el sistema "PACS" el identificador de la paciente "Ana Torres"
      Entonces la búsqueda encuentra 2 estudios
      Y la búsqueda encuentra la exploración "TC de tórax" de la paciente "Ana Torres"
      Y la búsqueda encuentra la exploración "RM cerebral" de la paciente "Ana Torres"

    @FIELD-03 @TC-QRY-002 @shall @negative
    Escenario: Un identificador sin sus ceros iniciales no encuentra nada
      Dado que la paciente "Marta Okenve" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Marta Okenve" se ha realizado en el equipo "DX_1"
      Cuando el radiólogo busca en el sistema "PACS" el identificador de la paciente "Marta Okenve" sin sus ceros iniciales
      Entonces la búsqueda encuentra 0 estudios

    @TC-QRY-003 @shall @positive
    Escenario: El número de acceso del volante encuentra un solo estudio
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "TC de tórax" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Y la exploración "TC de cráneo sin contraste" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo busca en el sistema "PACS" el número de acceso de la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces la búsqueda encuentra 1 estudio
      Y la búsqueda encuentra la exploración "TC de tórax" del paciente "Luis Mba"

    @MESA-401 @TC-QRY-004 @should @positive
    Escenario: Los estudios de un paciente se distinguen por la modalidad de sus imágenes
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y la exploración "RM cerebral" de la paciente "Ana Torres" se ha realizado en el equipo "MR_1"
      Cuando el radiólogo busca en el sistema "PACS" los estudios de la paciente "Ana Torres" con imágenes de la modalidad "MR"
      Entonces la búsqueda encuentra 1 estudio
      Y la búsqueda encuentra la exploración "RM cerebral" de la paciente "Ana Torres"

    @MESA-406 @TC-QRY-005 @shall @positive
    Escenario: El principio de un nombre y un día encuentran el estudio
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "Radiografía de tórax" del paciente "Luis Mba" se ha realizado en el equipo "DX_1"
      Cuando el radiólogo busca en el sistema "PACS" los estudios de hoy con nombres parecidos al del paciente "Luis Mba"
      Entonces la búsqueda encuentra la exploración "Radiografía de tórax" del paciente "Luis Mba"

    @MESA-402 @MESA-404 @TC-QRY-006 @shall @positive
    Escenario: Las series y las imágenes se pueden consultar una a una
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "RM cerebral" de la paciente "Ana Torres" se ha realizado en el equipo "MR_1"
      Cuando el técnico añade una serie a la exploración "RM cerebral" de la paciente "Ana Torres"
      Entonces el número de series de la exploración "RM cerebral" de la paciente "Ana Torres" en el sistema "PACS" es 2
      Y el número de imágenes de la exploración "RM cerebral" de la paciente "Ana Torres" en el sistema "PACS" es 4

  Regla: Una recuperación entrega todo lo pedido, o dice qué falta

    @MESA-405 @TC-RET-001 @shall @positive
    Escenario: Se recupera un estudio por la conexión de la propia estación de trabajo
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo recupera del sistema "PACS", por su propia conexión, la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces las imágenes obtenidas de la exploración "TC de tórax" de la paciente "Ana Torres" son las que se hicieron

    @MESA-412 @MESA-414 @TC-RET-002 @shall @positive
    Escenario: Las imágenes clave marcadas vuelven con el estudio
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "TC de tórax" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo marca imágenes clave en la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces las imágenes de la exploración "TC de tórax" del paciente "Luis Mba" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y las imágenes clave de la exploración "TC de tórax" del paciente "Luis Mba" remiten a imágenes del mismo estudio

    @TC-RET-003 @shall @negative
    Escenario: Se pide un estudio para una estación de trabajo que nadie conoce
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo envía la exploración "TC de tórax" de la paciente "Ana Torres" desde el sistema "PACS" a la estación desconocida "NOWHERE"
      Entonces el sistema "PACS" rechaza la recuperación con el motivo "destino desconocido"

    @TC-RET-004 @shall @negative
    Escenario: Un estudio que no existe no se entrega como un éxito vacío
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo recupera del sistema "PACS" un estudio que nunca se hizo
      Entonces no se entrega nada, y el sistema "PACS" no afirma haber enviado nada
