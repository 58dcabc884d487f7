# language: es
# Generado con «interop translate» a partir de features/integration/audit.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@ATNA
Característica: El registro de auditoría dice quién hizo qué con las imágenes de quién
  Tras una filtración, el hospital debe decir quién miró qué. Un registro con huecos, nombres u
  horas erróneos acusa a quien no fue, y lo que nadie anotó nunca ocurrió.

  Regla: Lo que se hizo consta una vez, a tiempo, con las personas y los objetos correctos

    @RAD-8 @TC-AUD-001 @shall @positive
    Escenario: Del registro al archivo no falta nada
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el técnico realiza la exploración "TC de tórax" de la paciente "Ana Torres" en el equipo "CT_ER1"
      Entonces las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y el registro de auditoría refleja todo lo que se hizo

    @RAD-13 @TC-AUD-002 @shall @positive
    Escenario: Una solicitud se aplaza y después se anula
      Dado que el paciente "Pedro Abeso" consta en admisión
      Y la exploración "RM cerebral" del paciente "Pedro Abeso" está programada en el equipo "MR_1"
      Cuando la secretaría de radiología reprograma la exploración "RM cerebral" del paciente "Pedro Abeso" para la fecha "2031-03-17 11:00"
      Y el servicio solicitante anula la solicitud de la exploración "RM cerebral" para el paciente "Pedro Abeso"
      Entonces el registro de auditoría refleja todo lo que se hizo

    @RAD-12 @TC-AUD-003 @shall @positive
    Escenario: Dos fichas de una persona se convierten en una
      Dado que la paciente "Elena Silva" consta en admisión
      Y la paciente "Elena Obiang" consta en admisión
      Cuando admisión fusiona la ficha de la paciente "Elena Obiang" con la ficha de la paciente "Elena Silva" y conserva esta última
      Entonces el registro de auditoría refleja todo lo que se hizo

    @RAD-66 @TC-AUD-004 @shall @positive
    Escenario: Un estudio rechazado consta como oculto
      Dado que la exploración "Radiografía de tórax" de la paciente "Rosa Eyang" se ha realizado en el equipo "DX_1"
      Cuando el técnico rechaza todas las imágenes de la exploración "Radiografía de tórax" de la paciente "Rosa Eyang" con el motivo "seguridad del paciente"
      Entonces el número de imágenes de la exploración "Radiografía de tórax" de la paciente "Rosa Eyang" en el sistema "PACS" es 0
      Y el registro de auditoría refleja todo lo que se hizo

  Regla: Consta quién miró imágenes, se las llevó o las trajo

    @RAD-14 @RAD-16 @TC-AUD-005 @shall @positive
    Escenario: Un radiólogo busca un estudio y lo abre
      Dado que la exploración "RM cerebral" del paciente "Luis Mba" se ha realizado en el equipo "MR_1"
      Cuando el usuario "rad.eyang" inicia sesión en la estación de trabajo
      Y el radiólogo busca en el sistema "PACS" el identificador del paciente "Luis Mba"
      Y el radiólogo recupera del sistema "PACS", por su propia conexión, la exploración "RM cerebral" del paciente "Luis Mba"
      Entonces el registro de auditoría de la estación de trabajo refleja que "rad.eyang" vio la exploración "RM cerebral" del paciente "Luis Mba"
      Y el registro de auditoría refleja todo lo que se hizo

    @TC-AUD-006 @shall @positive
    Escenario: Un estudio sale del hospital en un disco
      Dado que la exploración "Radiografía de tórax" del paciente "Carlos Nve" se ha realizado en el equipo "DX_1"
      Cuando el usuario "rad.eyang" inicia sesión en la estación de trabajo
      Y el radiólogo recupera del sistema "PACS", por su propia conexión, la exploración "Radiografía de tórax" del paciente "Carlos Nve"
      Y el radiólogo graba las imágenes obtenidas de la exploración "Radiografía de tórax" del paciente "Carlos Nve" en el disco "DVD-0815"
      Entonces el registro de auditoría refleja que "rad.eyang" grabó la exploración "Radiografía de tórax" del paciente "Carlos Nve" en el disco "DVD-0815"

    @TC-AUD-007 @shall @positive
    Escenario: Un estudio vuelve en un disco
      Dado que la exploración "Radiografía de tórax" de la paciente "Marta Okenve" se ha realizado en el equipo "DX_1"
      Cuando el usuario "rad.eyang" inicia sesión en la estación de trabajo
      Y el radiólogo recupera del sistema "PACS", por su propia conexión, la exploración "Radiografía de tórax" de la paciente "Marta Okenve"
      Y el radiólogo graba las imágenes obtenidas de la exploración "Radiografía de tórax" de la paciente "Marta Okenve" en el disco "DVD-0816"
      Y el radiólogo carga el disco "DVD-0816" en la estación de trabajo
      Entonces el registro de auditoría refleja que "rad.eyang" cargó la exploración "Radiografía de tórax" de la paciente "Marta Okenve" del disco "DVD-0816"

    @DICOMweb @TC-AUD-011 @shall @positive
    Escenario: También consta lo que se envía, se busca y se recupera por la web
      Dado que la paciente "Ana Torres" consta en admisión
      Y la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" envía por la web al sistema "PACS" la exploración "TC de tórax" de la paciente "Ana Torres"
      Y el radiólogo busca por la web en el sistema "PACS" el identificador de la paciente "Ana Torres"
      Y el radiólogo recupera por la web del sistema "PACS" la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el registro de auditoría refleja todo lo que se hizo

  Regla: Consta a quién se dejó entrar y a quién no

    @TC-AUD-008 @shall @positive
    Escenario: Alguien entra y sale
      Cuando el usuario "rad.mba" inicia sesión en la estación de trabajo
      Y el usuario "rad.mba" cierra la sesión en la estación de trabajo
      Entonces el registro de auditoría de la estación de trabajo refleja que "rad.mba" inició sesión
      Y el registro de auditoría de la estación de trabajo refleja que "rad.mba" cerró la sesión

    @TC-AUD-009 @shall @negative
    Escenario: Alguien prueba una contraseña errónea
      Cuando el usuario "rad.mba" escribe una contraseña errónea en la estación de trabajo
      Y el usuario "rad.mba" inicia sesión en la estación de trabajo
      Entonces el registro de auditoría de la estación de trabajo refleja que se rechazó a "rad.mba"
      Y el registro de auditoría de la estación de trabajo refleja que "rad.mba" inició sesión

    @TC-AUD-010 @should @negative
    Escenario: Un equipo al que el archivo rechaza da la alerta
      Cuando el equipo "CT_ER1" llama al sistema "PACS" con el nombre "OLD_PACS"
      Entonces el sistema "PACS" rechaza la conexión con el motivo "nombre llamado no reconocido"
      Y el registro de auditoría del sistema "PACS" da la alerta sobre el equipo "CT_ER1"
