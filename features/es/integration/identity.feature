# language: es
# Generado con «interop translate» a partir de features/integration/identity.feature: no se modifica aquí.
# Ningún clínico nativo ha revisado todavía esta traducción.
@IDENTITY
Característica: Entre sistemas, cada cual dice quién es y hace lo que puede hacer
  Un sistema que responde a cualquiera entrega todos los pacientes a quien enchufe un cable.
  El que rechaza a quien es de la casa detiene el trabajo.

  Regla: Un sistema sabe quién lo llama

    @DICOM.PS3.5.6.2 @TC-IDN-001 @shall @positive
    Esquema del escenario: "<system>" atiende a un equipo que conoce, con el título "<título>"
      Dado que el sistema "<system>" sabe quién puede llamarlo
      Cuando un equipo llama al sistema "<system>" con el título "<título>"
      Entonces el sistema "<system>" atiende la llamada

      Ejemplos:
        | system | título       |
        | PACS   | registrado   |
        | PACS   | con espacios |
        | RIS    | registrado   |
        | RIS    | con espacios |

    @DICOM.PS3.8.9.3.4 @TC-IDN-002 @shall @negative
    Esquema del escenario: "<system>" rechaza un equipo con el título "<título>"
      Dado que el sistema "<system>" sabe quién puede llamarlo
      Cuando un equipo llama al sistema "<system>" con el título "<título>"
      Entonces el sistema "<system>" rechaza la llamada

      Ejemplos:
        | system | título            |
        | PACS   | desconocido       |
        | PACS   | en otras letras   |
        | PACS   | de otra dirección |
        | RIS    | desconocido       |
        | RIS    | en otras letras   |
        | RIS    | de otra dirección |

    @DICOM.PS3.8.9.3.4 @TC-IDN-003 @shall @negative
    Esquema del escenario: "<system>" rechaza a quien lo llama por un título "<título>"
      Dado que el sistema "<system>" sabe quién puede llamarlo
      Cuando un equipo que el sistema "<system>" conoce lo llama por el título "<título>"
      Entonces el sistema "<system>" rechaza la llamada

      Ejemplos:
        | system | título          |
        | PACS   | desconocido     |
        | PACS   | en otras letras |
        | RIS    | desconocido     |
        | RIS    | en otras letras |

  Regla: Cada cual hace lo que puede, y nada más

    @TC-IDN-004 @shall @positive
    Esquema del escenario: Quien puede "<puede>" en el sistema "<system>" y no "<no puede>" hace lo que puede
      Dado que el sistema "<system>" sabe quién puede llamarlo
      Cuando quien tiene el derecho "<puede>" pero no este: "<no puede>", intenta esto en el sistema "<system>": "<puede>"
      Entonces el sistema "<system>" atiende la llamada

      Ejemplos:
        | system | puede                         | no puede           |
        | PACS   | almacenar imágenes            | buscar             |
        | PACS   | buscar                        | almacenar imágenes |
        | RIS    | consultar la lista de trabajo | buscar             |

    @DICOM.PS3.7.C.5 @TC-IDN-005 @shall @negative
    Esquema del escenario: A quien puede "<puede>" en el sistema "<system>" se le rechaza lo que no puede: "<no puede>"
      Dado que el sistema "<system>" sabe quién puede llamarlo
      Cuando quien tiene el derecho "<puede>" pero no este: "<no puede>", intenta esto en el sistema "<system>": "<no puede>"
      Entonces el sistema "<system>" rechaza la llamada

      Ejemplos:
        | system | puede              | no puede                      |
        | PACS   | almacenar imágenes | buscar                        |
        | PACS   | buscar             | almacenar imágenes            |
        | PACS   | buscar             | recuperar                     |
        | RIS    | notificar pasos    | consultar la lista de trabajo |

    @RAD-16 @DICOM.PS3.4.C @TC-IDN-006 @shall @negative
    Escenario: Las imágenes no van a un título que sólo se parece al registrado
      Dado que la exploración "Radiografía de tórax" de la paciente "Ana Torres" se ha realizado en el equipo "DX_1"
      Cuando la estación de trabajo pide al sistema "PACS" que envíe a su título, pero "en otras letras", la exploración "Radiografía de tórax" de la paciente "Ana Torres"
      Entonces el sistema "PACS" rechaza la recuperación con el motivo "destino desconocido"

  Regla: Se aceptan mensajes de los sistemas de la casa

    @HL7.2 @TC-IDN-007 @shall @negative
    Esquema del escenario: "<system>" no acepta ningún mensaje cuya "<remitente>" desconoce
      Dado que el sistema "<system>" sabe de quién acepta mensajes
      Cuando alguien registra en el sistema "<system>" al paciente "Luis Mba" con una "<remitente>" que no se conoce
      Entonces el sistema "<system>" rechaza el mensaje y dice por qué

      Ejemplos:
        | system | remitente   |
        | RIS    | aplicación  |
        | RIS    | institución |
        | PACS   | aplicación  |
        | PACS   | institución |

    @HL7.2 @TC-IDN-008 @shall @positive
    Esquema del escenario: "<system>" acepta los mensajes de un remitente que conoce
      Dado que el sistema "<system>" sabe de quién acepta mensajes
      Cuando un remitente que el sistema "<system>" conoce registra al paciente "Luis Mba"
      Entonces el sistema "<system>" acepta el mensaje

      Ejemplos:
        | system |
        | RIS    |
        | PACS   |

  Regla: Una usuaria demuestra quién es antes de ser atendida

    @DICOM.PS3.7.D.3.3.7 @TC-IDN-009 @shall @positive
    Esquema del escenario: Se atiende a una usuaria que demuestra quién es: "<prueba>"
      Dado que el sistema "PACS" pregunta quién es el usuario
      Cuando una usuaria demuestra al sistema "PACS" quién es: "<prueba>"
      Entonces el sistema "PACS" atiende la llamada

      Ejemplos:
        | prueba                         |
        | nombre de usuario              |
        | nombre de usuario y contraseña |
        | aserción                       |
        | token                          |

    @DICOM.PS3.7.D.3.3.7 @TC-IDN-010 @shall @negative
    Esquema del escenario: No se atiende a nadie cuya prueba sea "<prueba>"
      Dado que el sistema "PACS" pregunta quién es el usuario
      Cuando una usuaria demuestra al sistema "PACS" quién es: "<prueba>"
      Entonces el sistema "PACS" rechaza la llamada

      Ejemplos:
        | prueba                 |
        | nada                   |
        | nombre de otro usuario |
        | contraseña equivocada  |
        | aserción equivocada    |
        | token falsificado      |
        | token caducado         |

    @DICOM.PS3.7.D.3.3.7.2 @TC-IDN-011 @shall @positive
    Esquema del escenario: A la usuaria que pide "<deseo>" no se le dice ni más ni menos
      Dado que el sistema "PACS" pregunta quién es el usuario
      Cuando una usuaria que demuestra al sistema "PACS" quién es pide "<deseo>"
      Entonces el sistema "PACS" confirma el usuario sólo si se le pidió

      Ejemplos:
        | deseo            |
        | una confirmación |
        | nada             |
