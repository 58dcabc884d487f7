# language: es
# Generado con «interop translate» a partir de features/uat/technologist/images.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@technologist
Característica: Cada imagen llega una vez, completa, y solo entonces se borra del equipo
  Los discos locales son pequeños y los enlaces, débiles.
  Una imagen perdida supone otra dosis para el paciente; una de más confunde a quien informa.

  Regla: Las imágenes de cada modalidad se almacenan; el número de imágenes en el PACS es igual al enviado, en 60 s

    @RAD-8 @UAT-TEC-07 @TC-TEC-071 @shall @positive
    Esquema del escenario: Todas las imágenes de la exploración "<exploración>" llegan al archivo de imágenes
      Finalidad: cada tipo de equipo tiene su dialecto; uno que no se entiende no almacena nada.
      Qué observar: el número de imágenes del estudio en el archivo de imágenes, en los 60 s siguientes al
      envío.
      Resultado esperado: el número que el equipo dice haber enviado.
      Dado que la exploración "<exploración>" de la paciente "Ana Torres" está programada en el equipo "<equipo>"
      Cuando el técnico realiza la exploración "<exploración>" de la paciente "Ana Torres" en el equipo "<equipo>"
      Entonces las imágenes de la exploración "<exploración>" de la paciente "Ana Torres" están almacenadas en el sistema "PACS" y se pueden recuperar
      Y lea en la pantalla del sistema "PACS" el número de imágenes de la exploración "<exploración>" de la paciente "Ana Torres"

      Ejemplos:
        | exploración                          | equipo |
        | TC de tórax                          | CT_ER1 |
        | RM de rodilla — lado derecho         | MR_1   |
        | Radiografía de mano — lado izquierdo | DX_1   |
        | Radiografía de tórax portátil        | CR_1   |
        | Ecografía abdominal                  | US_1   |
        | Mamografía bilateral                 | MG_1   |

  Regla: El compromiso de almacenamiento llega antes de borrar la copia local, por la misma conexión y por la inversa

    @RAD-10 @UAT-TEC-08 @TC-TEC-081 @shall @positive
    Escenario: El archivo responde de las imágenes antes de que el equipo las borre
      Finalidad: que la última copia no se borre nunca por una simple promesa.
      Qué observar: la marca que el equipo pone a un estudio confirmado por el archivo de imágenes.
      Resultado esperado: ambos estudios confirmados: uno al momento, otro por una conexión que el archivo
      abrió después.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y la exploración "TC de cráneo sin contraste" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando el equipo "CT_ER1" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres"
      Entonces el sistema "PACS" confirma el compromiso de almacenamiento de la exploración "TC de tórax" de la paciente "Ana Torres"
      Cuando el equipo "CT_ER1" pide al sistema "PACS" el compromiso de almacenamiento de las imágenes de la exploración "TC de cráneo sin contraste" del paciente "Luis Mba" y corta la conexión
      Entonces la confirmación de la exploración "TC de cráneo sin contraste" del paciente "Luis Mba" llega por una conexión abierta por el sistema "PACS"
      Y mire la pantalla del equipo "CT_ER1" y confirme la afirmación "Ambos estudios llevan la marca de almacenamiento confirmado"

  Regla: Llegan los informes de dosis, las capturas secundarias y las series posprocesadas

    @RAD-8 @UAT-TEC-09 @TC-TEC-091 @shall @positive
    Escenario: El informe de dosis figura junto a las imágenes
      Finalidad: la dosis cuenta para la próxima exploración del paciente.
      Qué observar: el estudio de Luis Mba en la estación de trabajo, con todo lo que le pertenece.
      Resultado esperado: el informe de dosis se abre como documento con cifras.
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el técnico inicia en el equipo "CT_ER1" la exploración "TC de tórax" del paciente "Luis Mba"
      Y el técnico adquiere 2 imágenes de la exploración "TC de tórax" del paciente "Luis Mba"
      Y el equipo "CT_ER1" envía el informe de dosis de la exploración "TC de tórax" del paciente "Luis Mba"
      Y el técnico termina la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces el informe de dosis de la exploración "TC de tórax" del paciente "Luis Mba" está en el sistema "PACS" junto a las imágenes
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "El informe de dosis de Luis Mba muestra sus cifras"

    @RAD-8 @RAD-18 @UAT-TEC-09 @TC-TEC-092 @shall @positive
    Escenario: Una reconstrucción hecha después se une al estudio como serie propia
      Finalidad: lo que se obtuvo de las imágenes se lee con ellas y no se toma por ellas.
      Qué observar: las series de la TC de tórax de Luis Mba en la estación de trabajo.
      Resultado esperado: dos series: las imágenes y la reconstrucción.
      Dado que la exploración "TC de tórax" del paciente "Luis Mba" se ha realizado en el equipo "CT_ER1"
      Cuando el radiólogo guarda una captura secundaria con la exploración "TC de tórax" del paciente "Luis Mba"
      Entonces el número de series de la exploración "TC de tórax" del paciente "Luis Mba" en el sistema "PACS" es 2
      Y mire la pantalla del sistema "WORKSTATION" y confirme la afirmación "La reconstrucción de Luis Mba figura en el estudio como serie propia"

  Regla: Envío con el PACS fuera de servicio: en cola, con reintentos, sin duplicados ni pérdidas; corte de luz durante el envío

    @RAD-8 @CONTINUITY @UAT-TEC-10 @TC-TEC-101 @shall @negative
    Escenario: Las imágenes hechas con el archivo fuera de servicio se envían después, una sola vez
      Finalidad: el trabajo sigue, y nadie tiene que recordar lo que no se envió.
      Qué observar: la cola de envío del equipo, cuando el archivo vuelve a ser accesible.
      Resultado esperado: la cola se ha vaciado sola, y el estudio está completo.
      Dado que la exploración "RM cerebral" del paciente "Luis Mba" está programada en el equipo "MR_1"
      Cuando el técnico realiza la exploración "RM cerebral" del paciente "Luis Mba" mientras el sistema "PACS" no es accesible desde el equipo "MR_1"
      Y se restablece el enlace entre el equipo "MR_1" y el sistema "PACS"
      Entonces el número de imágenes de la exploración "RM cerebral" del paciente "Luis Mba" en el sistema "PACS" es 2
      Y mire la pantalla del equipo "MR_1" y confirme la afirmación "La cola de envío del equipo está vacía"

    @RAD-8 @CONTINUITY @UAT-TEC-10 @TC-TEC-102 @shall @negative
    Escenario: Se va la luz en pleno envío, y ninguna imagen se pierde ni se duplica
      Finalidad: la luz y los enlaces fallan cada semana; cada fallo debe resolverse solo.
      Qué observar: el número de imágenes en el archivo, después de que el equipo vuelva a arrancar.
      Resultado esperado: exactamente el número que se hizo, cada una una vez.
      Lo hace una persona: el banco de ensayo corta el enlace; no puede cortar la luz de un equipo real, lo
      que hace el personal técnico.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" está programada en el equipo "CT_ER1"
      Cuando se corta el enlace entre el equipo "CT_ER1" y el sistema "PACS" durante el envío de la exploración "TC de tórax" de la paciente "Ana Torres"
      Y se restablece el enlace entre el equipo "CT_ER1" y el sistema "PACS"
      Entonces el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 12
      Y lea en la pantalla del sistema "PACS" el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres"
      Cuando usted realiza en el equipo "CT_ER1" la acción "Envíe un estudio de su paciente de ensayo, apague el equipo durante el envío y vuelva a encenderlo"
      Entonces mire la pantalla del equipo "CT_ER1" y confirme la afirmación "Tras el arranque, el equipo ha enviado el resto por sí solo"

  Regla: Imágenes rechazadas; imágenes llevadas al estudio correcto

    @RAD-66 @IOCM @UAT-TEC-12 @TC-TEC-121 @shall @positive
    Escenario: Una imagen movida se rechaza y desaparece para todos
      Finalidad: lo que se rechazó y aún se muestra, algún día se informará.
      Qué observar: el estudio de Ana Torres en la estación de trabajo, tras el rechazo.
      Resultado esperado: queda una imagen de dos.
      Dado que la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Cuando el técnico rechaza 1 imagen de la exploración "Radiografía de tórax" de la paciente "Ana Torres" con el motivo "calidad"
      Entonces las imágenes rechazadas de la exploración "Radiografía de tórax" de la paciente "Ana Torres" no se entregan
      Y lea en la pantalla del sistema "WORKSTATION" el número de imágenes de la exploración "Radiografía de tórax" de la paciente "Ana Torres"

    @RAD-66 @IOCM @MESA-109 @UAT-TEC-12 @TC-TEC-122 @shall @positive
    Escenario: Las imágenes hechas con la entrada equivocada se llevan al paciente correcto
      Finalidad: una imagen de otra persona es un peligro mientras se muestra.
      Qué observar: los estudios de Ana Torres y de Luis Mba en el archivo de imágenes.
      Resultado esperado: no queda nada a nombre de Ana Torres; las imágenes de Luis Mba están completas.
      Dado que la exploración "TC de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "CT_ER1"
      Y la exploración "TC de tórax" del paciente "Luis Mba" está programada en el equipo "CT_ER1"
      Cuando el técnico rechaza todas las imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" con el motivo "entrada equivocada de la lista de trabajo"
      Y el técnico realiza la exploración "TC de tórax" del paciente "Luis Mba" en el equipo "CT_ER1"
      Entonces el número de imágenes de la exploración "TC de tórax" de la paciente "Ana Torres" en el sistema "PACS" es 0
      Y lea en la pantalla del sistema "PACS" el número de imágenes de la exploración "TC de tórax" del paciente "Luis Mba"
      Y mire la pantalla del sistema "PACS" y confirme la afirmación "La TC de tórax de Ana Torres ha desaparecido de su lista de estudios"
