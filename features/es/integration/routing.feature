# language: es
# Generado con «interop translate» a partir de features/integration/routing.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@ROUTING @RAD-8
Característica: Las imágenes van solas a todos los que deben verlas, y a nadie más
  El especialista de Bata y el servicio de análisis esperan imágenes que nadie envía a mano.
  Una regla que omite un estudio retrasa un diagnóstico; una que envía de más rompe la confidencialidad.

  Regla: La modalidad, la parte del cuerpo, el equipo y la hora deciden adónde van

    @TC-RTE-001 @shall @positive
    Escenario: Una TC va al servicio de análisis
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de cráneo sin contraste" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza la exploración "TC de cráneo sin contraste" de la paciente "Ana Torres" en el equipo "CT_ER1"
      Entonces la exploración "TC de cráneo sin contraste" de la paciente "Ana Torres" llega a tiempo al destino "AI_NODE"

    @TC-RTE-002 @shall @negative
    Escenario: Una RM no va al servicio que lee la TC
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "RM cerebral" de la paciente "Ana Torres" está programada en el equipo "MR_1"
      Cuando el técnico realiza la exploración "RM cerebral" de la paciente "Ana Torres" en el equipo "MR_1"
      Entonces la exploración "RM cerebral" de la paciente "Ana Torres" llega a los destinos de la tabla de encaminamiento y a ningún otro

    @TC-RTE-003 @shall @positive
    Escenario: Toda exploración de tórax va al especialista de Bata, la haga el equipo que la haga
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "Radiografía de tórax portátil" del paciente "Luis Mba" está programada en el equipo "CR_1"
      Cuando el técnico realiza la exploración "Radiografía de tórax portátil" del paciente "Luis Mba" en el equipo "CR_1"
      Entonces la exploración "Radiografía de tórax portátil" del paciente "Luis Mba" llega a tiempo al destino "BATA"
      Y la exploración "Radiografía de tórax portátil" del paciente "Luis Mba" llega a los destinos de la tabla de encaminamiento y a ningún otro

    @TC-RTE-004 @shall @positive
    Escenario: Lo que hace la sala de ecografía va al archivo del ministerio
      Dado que la paciente "Rosa Eyang" consta en admisión
      Y la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" está programada en el equipo "US_1"
      Cuando el técnico realiza la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" en el equipo "US_1"
      Entonces la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" llega a tiempo al destino "ARCHIVE"

    @TC-RTE-005 @shall @positive
    Escenario: De día y de noche está de guardia otra sala de lectura
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "Mamografía bilateral" del paciente "Luis Mba" está programada en el equipo "MG_1"
      Cuando el técnico realiza la exploración "Mamografía bilateral" del paciente "Luis Mba" en el equipo "MG_1"
      Entonces la exploración "Mamografía bilateral" del paciente "Luis Mba" llega al destino de guardia a esta hora
      Y la exploración "Mamografía bilateral" del paciente "Luis Mba" llega a los destinos de la tabla de encaminamiento y a ningún otro

    @TC-RTE-006 @shall @positive
    Escenario: Un equipo que llama al archivo por su segundo nombre hace que se reenvíen sus imágenes
      Dado que el paciente "Luis Mba" consta en admisión
      Y la exploración "Radiografía de mano — lado izquierdo" del paciente "Luis Mba" está programada en el equipo "DX_1"
      Cuando el técnico realiza la exploración "Radiografía de mano — lado izquierdo" del paciente "Luis Mba" en el equipo "DX_1" para el archivo de imágenes llamado "PACS1_TELE"
      Entonces la exploración "Radiografía de mano — lado izquierdo" del paciente "Luis Mba" llega a tiempo al destino "BATA"

  Regla: Un destino fuera de servicio lo recibe todo más tarde, una vez

    @TC-RTE-007 @shall @negative
    Escenario: El enlace con Bata está cortado mientras se hace una radiografía de tórax
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "Radiografía de tórax" de la paciente "Ana Torres" está programada en el equipo "DX_1"
      Y el destino "BATA" está fuera de servicio
      Cuando el técnico realiza la exploración "Radiografía de tórax" de la paciente "Ana Torres" en el equipo "DX_1"
      Y el destino "BATA" vuelve a funcionar
      Entonces la exploración "Radiografía de tórax" de la paciente "Ana Torres" llega a tiempo al destino "BATA"
      Y no se ha perdido ni duplicado nada de la exploración "Radiografía de tórax" de la paciente "Ana Torres" en el destino "BATA"

    @FIELD-09 @TC-RTE-008 @shall @negative
    Escenario: El disco del archivo está lleno durante un tiempo
      Dado que la paciente "Rosa Eyang" consta en admisión
      Y la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" está programada en el equipo "US_1"
      Y el destino "ARCHIVE" no tiene espacio
      Cuando el técnico realiza la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" en el equipo "US_1"
      Y el destino "ARCHIVE" vuelve a tener espacio
      Entonces la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" llega a tiempo al destino "ARCHIVE"
      Y no se ha perdido ni duplicado nada de la exploración "Ecografía obstétrica" de la paciente "Rosa Eyang" en el destino "ARCHIVE"
